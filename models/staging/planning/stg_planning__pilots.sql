with

accepted as (

    select * from {{ ref('base_planning__pilots') }}
    where row_state = 'accepted'

),

renamed as (

    select
        pilot_id,
        title,
        region_id,
        is_treated,
        started_on,
        ended_on,
        metric,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
