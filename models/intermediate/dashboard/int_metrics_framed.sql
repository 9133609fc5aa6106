with

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

by_period as (

    select * from {{ ref('int_metrics_by_period') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- one frame for all metrics, so that a metric that began late shows its zeros or nulls before
bounded as (

    select
        settings.as_of_date,
        cast(date_trunc('month', coalesce(
            min(case when by_period.period = 'month' then by_period.period_start end),
            settings.as_of_date
        )) as date) as first_month
    from settings
    left join by_period on settings.as_of_date >= by_period.period_start
    group by settings.as_of_date

),

scopes as (

    select
        'company' as scope_type,
        'company' as scope
    from settings
    union
    select
        scope_type,
        scope
    from by_period

),

periods as (

    select
        'month' as period,
        month_start as period_start,
        month_start
    from months
    union all
    select
        'quarter' as period,
        quarter_start as period_start,
        month_start
    from months
    union all
    select
        'year' as period,
        year_start as period_start,
        month_start
    from months

),

final as (

    select distinct
        metric_definitions.metric,
        periods.period,
        periods.period_start,
        scopes.scope_type,
        scopes.scope
    from metric_definitions
    cross join bounded
    inner join periods
        on
            bounded.first_month <= periods.month_start
            and bounded.as_of_date >= periods.month_start
    inner join scopes
        on
            (metric_definitions.has_product_lines and scopes.scope_type = 'product_line')
            or (metric_definitions.has_regions and scopes.scope_type = 'region')
            or scopes.scope_type = 'company'

)

select * from final
