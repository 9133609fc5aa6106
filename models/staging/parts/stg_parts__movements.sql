with

accepted as (

    select * from {{ ref('base_parts__movements') }}
    where row_state = 'accepted'

),

renamed as (

    select
        movement_id,
        part_no,
        location_id,
        movement_type,
        quantity,
        moved_at,
        work_order_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
