with

accepted as (

    select * from {{ ref('base_parts__suppliers') }}
    where row_state = 'accepted'

),

renamed as (

    select
        supplier_id,
        supplier_name,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
