-- Fails with each additive metric whose lines, regions or months do not add up to the company's
-- year. Does not test ratios and scores, which never add up. Who mends it: the dashboard's owner.
{{ config(meta={'dagster': {'ref': {'name': 'aftersales_value_dashboard'}}}) }}

with

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where is_additive and value is not null

),

summed as (

    select
        metric,
        period,
        scope_type,
        cast(date_trunc('year', period_start) as date) as year_start,
        sum(value) as summed_value
    from dashboard
    group by metric, period, scope_type, cast(date_trunc('year', period_start) as date)

),

company as (

    select * from dashboard
    where period = 'year' and scope_type = 'company'

)

select
    summed.metric,
    summed.period,
    summed.scope_type,
    summed.year_start,
    summed.summed_value,
    company.value as company_value
from summed
inner join company
    on summed.metric = company.metric and summed.year_start = company.period_start
where abs(summed.summed_value - company.value) > 0.004
