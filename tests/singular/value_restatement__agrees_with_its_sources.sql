-- Fails where labour differs from the service cost ledger, or another figure from the dashboard.
-- Does not test the stock, which no other mart shows yet. Who mends it: the dashboard's owner.
{{ config(meta={'dagster': {'ref': {'name': 'value_restatement'}}}) }}

with

value_restatement as (

    select * from {{ ref('value_restatement') }}

),

service_cost_ledger as (

    select * from {{ ref('service_cost_ledger') }}

),

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where period = 'quarter' and scope_type = 'company'

),

labor as (

    select
        cast(date_trunc('quarter', month_start) as date) as quarter_start,
        sum(amount) as amount
    from service_cost_ledger
    where ledger = 'service' and cost_type = 'labor'
    group by cast(date_trunc('quarter', month_start) as date)

),

expected as (

    select
        quarter_start,
        'labor_cost_amount' as metric,
        cast(amount as double) as amount
    from labor

    union all

    select
        period_start as quarter_start,
        metric,
        value as amount
    from dashboard

)

select
    value_restatement.quarter_start,
    value_restatement.metric,
    value_restatement.amount,
    expected.amount as expected_amount
from value_restatement
inner join expected
    on
        value_restatement.quarter_start = expected.quarter_start
        and value_restatement.metric = expected.metric
where abs(coalesce(value_restatement.amount, -1) - coalesce(expected.amount, -1)) > 0.000001
