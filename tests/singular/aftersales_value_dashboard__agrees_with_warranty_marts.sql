-- Fails with each month and metric in which the dashboard's company row is not the sum of
-- `warranty_cost_ratio` over its lines, or of `service_cost_ledger`. Does not test lines or
-- regions; these add up to the company by the test beside this one.
-- Who mends it: the dashboard's owner.
{{ config(meta={'dagster': {'ref': {'name': 'aftersales_value_dashboard'}}}) }}

with

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where period = 'month' and scope_type = 'company' and value is not null

),

warranty as (

    select * from {{ ref('warranty_cost_ratio') }}

),

service_cost_ledger as (

    select * from {{ ref('service_cost_ledger') }}

),

gathered as (

    select
        'warranty_cost_gross_amount' as metric,
        month_start,
        warranty_cost_gross_amount as amount
    from warranty
    union all
    select
        'warranty_cost_net_amount' as metric,
        month_start,
        warranty_cost_net_amount as amount
    from warranty
    union all
    select
        'supplier_recovery_amount' as metric,
        month_start,
        supplier_recovery_amount as amount
    from warranty
    union all
    select
        'goodwill_amount' as metric,
        month_start,
        goodwill_amount as amount
    from warranty
    union all
    select
        'recall_amount' as metric,
        month_start,
        recall_amount as amount
    from warranty
    union all
    select
        'extended_amount' as metric,
        month_start,
        extended_amount as amount
    from warranty
    union all
    select
        'after_sales_cost_amount' as metric,
        month_start,
        amount
    from service_cost_ledger

),

summed as (

    select
        metric,
        month_start,
        sum(amount) as amount
    from gathered
    group by metric, month_start

)

select
    dashboard.metric,
    dashboard.period_start,
    dashboard.value,
    summed.amount
from dashboard
left join summed
    on dashboard.metric = summed.metric and dashboard.period_start = summed.month_start
where
    dashboard.metric in (
        'warranty_cost_gross_amount', 'warranty_cost_net_amount', 'supplier_recovery_amount',
        'goodwill_amount', 'recall_amount', 'extended_amount', 'after_sales_cost_amount'
    )
    and round(dashboard.value, 2) <> round(cast(coalesce(summed.amount, 0) as double), 2)
