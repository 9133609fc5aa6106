with

accepted as (

    select * from {{ ref('base_parts__parts') }}
    where row_state = 'accepted'

),

renamed as (

    select
        part_no,
        part_name,
        category,
        supplier_id,
        standard_cost,
        list_price,
        currency,
        superseded_by_part_no,
        lead_time_days,
        is_own_brand,
        fastener_count,
        is_last_time_buy,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
