with

cost_pools as (

    select * from {{ ref('int_cost_pools_placed') }}

),

unit_days as (

    select * from {{ ref('int_unit_days_by_cohort') }}

),

-- cents and unit-days as whole numbers, so that the shares and their remainders are exact
shared as (

    select
        cost_pools.month_start,
        cost_pools.pool,
        cost_pools.pool_key,
        unit_days.product_line,
        unit_days.sale_year,
        unit_days.year_in_service,
        cast(cost_pools.amount * 100 as decimal(38, 0)) as pool_cents,
        cast(sum(unit_days.unit_days) as decimal(18, 0)) as cell_days
    from cost_pools
    inner join unit_days
        on
            cost_pools.month_start = unit_days.month_start
            and case cost_pools.pool
                when 'line' then unit_days.product_line
                when 'region' then unit_days.region_id
                when 'company' then 'all'
            end = cost_pools.pool_key
    group by
        cost_pools.month_start,
        cost_pools.pool,
        cost_pools.pool_key,
        unit_days.product_line,
        unit_days.sale_year,
        unit_days.year_in_service,
        cost_pools.amount

),

weighed as (

    select
        month_start,
        pool,
        pool_key,
        product_line,
        sale_year,
        year_in_service,
        pool_cents,
        pool_cents * cell_days as weighed_cents,
        cast(sum(cell_days) over (partition by month_start, pool, pool_key) as decimal(18, 0))
            as pool_days
    from shared

),

divided as (

    select
        month_start,
        pool,
        pool_key,
        product_line,
        sale_year,
        year_in_service,
        pool_cents,
        weighed_cents,
        pool_days,
        ((weighed_cents % pool_days) + pool_days) % pool_days as cents_over
    from weighed

),

floored as (

    select
        month_start,
        pool,
        pool_key,
        product_line,
        sale_year,
        year_in_service,
        pool_cents,
        cents_over,
        cast(round(cast(weighed_cents - cents_over as double) / nullif(pool_days, 0)) as bigint)
            as cents
    from divided

),

ranked as (

    select
        month_start,
        pool,
        pool_key,
        product_line,
        sale_year,
        year_in_service,
        cents,
        pool_cents - cast(
            sum(cents) over (partition by month_start, pool, pool_key) as decimal(38, 0)
        ) as cents_left,
        row_number() over (
            partition by month_start, pool, pool_key
            order by
                cents_over desc nulls last,
                product_line asc nulls last,
                sale_year asc nulls last,
                year_in_service asc nulls last
        ) as rank_of_remainder
    from floored

),

final as (

    select
        month_start,
        pool,
        pool_key,
        product_line,
        sale_year,
        year_in_service,
        cast(
            cast(
                cents + case when rank_of_remainder <= cents_left then 1 else 0 end
                as decimal(20, 0)
            ) * cast(0.01 as decimal(3, 2)) as decimal(28, 2)
        ) as amount
    from ranked

)

select * from final
