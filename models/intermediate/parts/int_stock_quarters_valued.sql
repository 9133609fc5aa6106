with

stock_counts as (

    select * from {{ ref('int_stock_counts_last') }}

),

valued as (

    select
        quarter_start,
        {{ to_reporting('on_hand_qty * unit_cost', 'rate') }} as amount
    from stock_counts

),

-- a stock of which no unit cost is known is unknown, not worth nothing
final as (

    select
        quarter_start,
        cast(sum(amount) as decimal(28, 2)) as stock_amount,
        count(*) as counts,
        count(*) - count(amount) as counts_without_cost
    from valued
    group by quarter_start

)

select * from final
