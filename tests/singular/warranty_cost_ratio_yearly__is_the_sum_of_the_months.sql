-- Fails with a line and year, or a year of `all`, whose revenue, cost, recoveries or claims are not
-- the sum of its months.
-- Does not test accruals, which have no month.
-- Mended by the owner of `models/marts/warranty`.
{{ config(meta={'dagster': {'ref': {'name': 'warranty_cost_ratio_yearly'}}}) }}
with

monthly as (

    select * from {{ ref('warranty_cost_ratio') }}

),

yearly as (

    select * from {{ ref('warranty_cost_ratio_yearly') }}

),

scoped as (

    select
        product_line,
        cast(date_trunc('year', month_start) as date) as year_start,
        revenue_amount,
        claims_count,
        warranty_cost_net_amount,
        warranty_cost_gross_amount + goodwill_amount + recall_amount + extended_amount
        + other_claims_amount + unposted_amount as cost_amount
    from monthly

    union all

    select
        'all' as product_line,
        cast(date_trunc('year', month_start) as date) as year_start,
        revenue_amount,
        claims_count,
        warranty_cost_net_amount,
        warranty_cost_gross_amount + goodwill_amount + recall_amount + extended_amount
        + other_claims_amount + unposted_amount as cost_amount
    from monthly

),

summed as (

    select
        product_line,
        year_start,
        coalesce(sum(revenue_amount), 0) as revenue_amount,
        coalesce(sum(claims_count), 0) as claims_count,
        coalesce(sum(warranty_cost_net_amount), 0) as net_amount,
        coalesce(sum(cost_amount), 0) as cost_amount
    from scoped
    group by product_line, year_start

),

final as (

    select
        yearly.product_line,
        yearly.year_start
    from yearly
    full outer join summed
        on yearly.product_line = summed.product_line and yearly.year_start = summed.year_start
    where
        coalesce(yearly.revenue_amount, 0) <> coalesce(summed.revenue_amount, 0)
        or coalesce(yearly.claims_count, 0) <> coalesce(summed.claims_count, 0)
        or coalesce(yearly.warranty_cost_net_amount, 0) <> coalesce(summed.net_amount, 0)
        or coalesce(
            yearly.warranty_cost_gross_amount + yearly.goodwill_amount + yearly.recall_amount
            + yearly.extended_amount + yearly.other_claims_amount + yearly.unposted_amount, 0
        ) <> coalesce(summed.cost_amount, 0)

)

select * from final
