with

accepted as (

    select * from {{ ref('base_parts__inventory_snapshots') }}
    where row_state = 'accepted'

),

renamed as (

    select
        snapshot_on,
        part_no,
        location_id,
        on_hand_qty,
        allocated_qty,
        on_order_qty,
        unit_cost,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
