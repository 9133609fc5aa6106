with

reports as (

    select * from {{ ref('int_reports_learned') }}

),

exposures as (

    select * from {{ ref('int_exposures_learned') }}

),

alarm_settings as (

    select * from {{ ref('int_alarm_settings') }}

),

months_exposed as (

    select
        month_start,
        cast(sum(unit_days) as bigint) as unit_days
    from exposures
    group by month_start

),

products_exposed as (

    select
        month_start,
        count(distinct product_id) as products
    from exposures
    where unit_days > 0
    group by month_start

),

-- no rate before the company has enough reports to learn from
months_learned as (

    select
        reports.month_start,
        alarm_settings.rate_prior_events,
        cast(sum(reports.reports) as double) as reports,
        count(distinct reports.failure_mode) as modes
    from reports
    inner join alarm_settings
        on
            reports.month_start >= alarm_settings.valid_from
            and reports.month_start < alarm_settings.valid_to
    group by
        reports.month_start, alarm_settings.rate_prior_events, alarm_settings.rate_learning_events
    having sum(reports.reports) >= alarm_settings.rate_learning_events

),

final as (

    select
        months_learned.month_start,
        months_learned.rate_prior_events,
        months_learned.reports,
        months_learned.modes,
        months_exposed.unit_days,
        products_exposed.products * (months_learned.modes + 1) as strata
    from months_learned
    inner join months_exposed on months_learned.month_start = months_exposed.month_start
    inner join products_exposed on months_learned.month_start = products_exposed.month_start

)

select * from final
