with

stock_counts as (

    select * from {{ ref('int_stock_counts_last') }}

),

demanded as (

    select * from {{ ref('int_stock_counts_demanded') }}

),

parts_in_field as (

    select * from {{ ref('int_parts_in_field') }}

),

rules as (

    select * from {{ ref('int_stock_rules_dated') }}

),

-- what is older along the chain is used up first
queued as (

    select
        stock_counts.quarter_start,
        stock_counts.part_no,
        stock_counts.location_id,
        stock_counts.on_hand_qty + stock_counts.on_order_qty as available_qty,
        coalesce(sum(stock_counts.on_hand_qty + stock_counts.on_order_qty) over (
            partition by
                stock_counts.quarter_start,
                stock_counts.final_part_no,
                stock_counts.location_id
            order by
                case when stock_counts.part_no = stock_counts.final_part_no then 1 else 0 end
                asc nulls last,
                stock_counts.part_no asc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as before_qty
    from stock_counts

),

final as (

    select
        stock_counts.quarter_start,
        stock_counts.part_no,
        stock_counts.location_id,
        demanded.demand_12m_qty,
        case
            when stock_counts.is_last_time_buy then cast(0 as decimal(28, 3))
            else cast(greatest(
                cast(queued.available_qty as double) - greatest(
                    cast(demanded.demand_12m_qty as double) * rules.horizon_months / 12
                    - cast(queued.before_qty as double), 0
                ), 0
            ) as decimal(28, 3))
        end as excess_qty,
        parts_in_field.final_part_no is null
        and coalesce(
            demanded.last_issued_on
            <= {{ add_months('stock_counts.snapshot_on', '-rules.obsolete_months') }}, true
        ) as is_obsolete,
        stock_counts.on_hand_qty,
        stock_counts.unit_cost,
        stock_counts.rate,
        rules.share_excess,
        rules.share_obsolete
    from stock_counts
    inner join queued
        on
            stock_counts.quarter_start = queued.quarter_start
            and stock_counts.part_no = queued.part_no
            and stock_counts.location_id = queued.location_id
    inner join demanded
        on
            stock_counts.quarter_start = demanded.quarter_start
            and stock_counts.final_part_no = demanded.final_part_no
            and stock_counts.location_id = demanded.location_id
    left join parts_in_field
        on
            stock_counts.final_part_no = parts_in_field.final_part_no
            and stock_counts.month_start = parts_in_field.month_start
    left join rules on stock_counts.snapshot_on = rules.snapshot_on

)

select * from final
