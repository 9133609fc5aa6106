-- Fails with each metric and scope that lacks a month, quarter or year between the first of the
-- dashboard and the as-of date, or has one beyond it. Does not test values.
-- Who mends it: the dashboard's owner.
{{ config(meta={'dagster': {'ref': {'name': 'aftersales_value_dashboard'}}}) }}

with

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

bounded as (

    select
        min(case when dashboard.period = 'month' then dashboard.period_start end) as first_month,
        min(settings.as_of_date) as as_of_date
    from dashboard
    cross join settings

),

counted as (

    select
        metric,
        period,
        scope_type,
        scope,
        count(*) as periods,
        max(period_start) as last_start
    from dashboard
    group by metric, period, scope_type, scope

)

select
    counted.metric,
    counted.period,
    counted.scope_type,
    counted.scope,
    counted.periods
from counted
cross join bounded
where
    counted.last_start <> cast(date_trunc(counted.period, bounded.as_of_date) as date)
    or counted.periods <> case counted.period
        when 'year'
            then extract(year from bounded.as_of_date) - extract(year from bounded.first_month) + 1
        when 'quarter'
            then 4 * (
                extract(year from bounded.as_of_date) - extract(year from bounded.first_month)
            ) + extract(quarter from bounded.as_of_date) - extract(quarter from bounded.first_month)
            + 1
        else 12 * (
            extract(year from bounded.as_of_date) - extract(year from bounded.first_month)
        ) + extract(month from bounded.as_of_date) - extract(month from bounded.first_month) + 1
    end
