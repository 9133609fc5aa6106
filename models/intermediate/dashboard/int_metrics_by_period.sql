with

metrics_scoped as (

    select * from {{ ref('int_metrics_scoped') }}

),

nps_counted as (

    select * from {{ ref('int_nps_counted') }}

),

acquisition_counted as (

    select * from {{ ref('int_acquisition_counted') }}

),

reserve_closings as (

    select * from {{ ref('int_reserve_closings_counted') }}

),

months_summed as (

    select
        metric,
        scope_type,
        scope,
        'month' as period,
        month_start as period_start,
        numerator,
        denominator
    from metrics_scoped

    union all

    select
        metric,
        scope_type,
        scope,
        'quarter' as period,
        cast(date_trunc('quarter', month_start) as date) as period_start,
        numerator,
        denominator
    from metrics_scoped

    union all

    select
        metric,
        scope_type,
        scope,
        'year' as period,
        cast(date_trunc('year', month_start) as date) as period_start,
        numerator,
        denominator
    from metrics_scoped

),

final as (

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        cast(sum(numerator) as decimal(28, 10)) as numerator,
        cast(sum(denominator) as decimal(28, 10)) as denominator
    from months_summed
    group by metric, scope_type, scope, period, period_start

    union all

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        numerator,
        denominator
    from nps_counted

    union all

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        numerator,
        denominator
    from acquisition_counted

    union all

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        numerator,
        denominator
    from reserve_closings

)

select * from final
