with

accepted as (

    select * from {{ ref('base_parts__part_applications') }}
    where row_state = 'accepted'

),

renamed as (

    select
        part_no,
        product_id,
        quantity_per_unit,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
