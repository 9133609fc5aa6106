with

accepted as (

    select * from {{ ref('base_planning__assumptions') }}
    where row_state = 'accepted'

),

renamed as (

    select
        assumption,
        valid_from,
        value,
        unit,
        source,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
