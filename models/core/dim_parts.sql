with

parts as (

    select * from {{ ref('stg_parts__parts') }}

),

parts_superseded as (

    select * from {{ ref('int_parts_superseded') }}

),

final as (

    select
        parts.part_no,
        parts.part_name,
        parts_superseded.final_part_no,
        parts_superseded.is_in_cycle,
        parts.category,
        parts.supplier_id,
        parts.standard_cost,
        parts.list_price,
        parts.currency,
        parts.superseded_by_part_no,
        parts.lead_time_days,
        parts.is_own_brand,
        parts.fastener_count,
        parts.is_last_time_buy
    from parts
    inner join parts_superseded on parts.part_no = parts_superseded.part_no

)

select * from final
