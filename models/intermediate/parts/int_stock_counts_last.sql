with

inventory_snapshots as (

    select * from {{ ref('stg_parts__inventory_snapshots') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- less than nothing on a shelf is an error of the count, worth nothing
dated as (

    select
        inventory_snapshots.snapshot_on,
        inventory_snapshots.part_no,
        inventory_snapshots.location_id,
        coalesce(parts.final_part_no, inventory_snapshots.part_no) as final_part_no,
        coalesce(parts.is_last_time_buy, false) as is_last_time_buy,
        greatest(inventory_snapshots.on_hand_qty, 0) as on_hand_qty,
        coalesce(inventory_snapshots.on_order_qty, 0) as on_order_qty,
        coalesce(inventory_snapshots.unit_cost, parts.standard_cost) as unit_cost,
        case
            when inventory_snapshots.unit_cost is not null then inventory_snapshots.currency
            else parts.currency
        end as currency,
        cast(date_trunc('quarter', inventory_snapshots.snapshot_on) as date) as quarter_start,
        cast(date_trunc('month', inventory_snapshots.snapshot_on) as date) as month_start,
        cast(date_trunc('month', settings.as_of_date) as date) as as_of_month
    from inventory_snapshots
    cross join settings
    left join parts on inventory_snapshots.part_no = parts.part_no
    where inventory_snapshots.snapshot_on <= settings.as_of_date

),

-- the quarter's last month, or that of the as-of date while the quarter runs
counted_last as (

    select
        quarter_start,
        part_no,
        location_id,
        max(snapshot_on) as snapshot_on
    from dated
    where month_start = least({{ add_months('quarter_start', 2) }}, as_of_month)
    group by quarter_start, part_no, location_id

),

final as (

    select
        dated.quarter_start,
        dated.part_no,
        dated.location_id,
        dated.snapshot_on,
        dated.month_start,
        dated.final_part_no,
        dated.is_last_time_buy,
        dated.on_hand_qty,
        dated.on_order_qty,
        dated.unit_cost,
        exchange_rates.rate
    from dated
    inner join counted_last
        on
            dated.part_no = counted_last.part_no
            and dated.location_id = counted_last.location_id
            and dated.snapshot_on = counted_last.snapshot_on
    left join exchange_rates
        on
            dated.currency = exchange_rates.currency
            and dated.snapshot_on >= exchange_rates.valid_from
            and dated.snapshot_on < exchange_rates.valid_to

)

select * from final
