-- Fails when the cells of a pool do not add up to the pool.
-- Does not test the share of a single cell: the unit test of the largest remainder does.
-- Mended by whoever owns models/intermediate/lifecycle.
{{ config(meta={'dagster': {'ref': {'name': 'int_costs_allocated'}}}) }}
with

allocated as (

    select
        month_start,
        pool,
        pool_key,
        sum(amount) as amount
    from {{ ref('int_costs_allocated') }}
    group by month_start, pool, pool_key

),

pools as (

    select
        month_start,
        pool,
        pool_key,
        amount
    from {{ ref('int_cost_pools_placed') }}
    where pool in ('line', 'region', 'company')

)

select
    pools.month_start,
    pools.pool,
    pools.pool_key,
    pools.amount,
    allocated.amount as allocated_amount
from pools
left join allocated
    on
        pools.month_start = allocated.month_start
        and pools.pool = allocated.pool
        and pools.pool_key = allocated.pool_key
where coalesce(allocated.amount, 0) <> pools.amount
