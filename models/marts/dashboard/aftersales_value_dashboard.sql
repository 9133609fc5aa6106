with

framed as (

    select * from {{ ref('int_metrics_framed') }}

),

by_period as (

    select * from {{ ref('int_metrics_by_period') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

metrics_available as (

    select * from {{ ref('int_metrics_available') }}

),

targets as (

    select * from {{ ref('int_targets_set') }}

),

-- a period without a row is 0 where the tables were delivered, else unknown
filled as (

    select
        framed.metric,
        framed.period,
        framed.period_start,
        framed.scope_type,
        framed.scope,
        case
            when not metrics_available.is_available then null
            when by_period.metric is null then 0
            else cast(by_period.numerator as double)
        end as numerator,
        case
            when not metrics_available.is_available or metric_definitions.denominator is null
                then null
            when by_period.metric is null then 0
            else cast(by_period.denominator as double)
        end as denominator
    from framed
    inner join metric_definitions on framed.metric = metric_definitions.metric
    inner join metrics_available on framed.metric = metrics_available.metric
    left join by_period
        on
            framed.metric = by_period.metric
            and framed.period = by_period.period
            and framed.period_start = by_period.period_start
            and framed.scope_type = by_period.scope_type
            and framed.scope = by_period.scope

),

valued as (

    select
        filled.metric,
        filled.period,
        filled.period_start,
        filled.scope_type,
        filled.scope,
        filled.numerator,
        filled.denominator,
        case
            when metric_definitions.denominator is null then filled.numerator
            else
                {{ ratio(
                    'metric_definitions.multiplier * filled.numerator', 'filled.denominator'
                ) }}
        end as metric_value
    from filled
    inner join metric_definitions on filled.metric = metric_definitions.metric

),

compared as (

    select
        metric,
        period,
        period_start,
        scope_type,
        scope,
        lag(metric_value) over (
            partition by metric, period, scope_type, scope order by period_start nulls last
        ) as previous_value
    from valued

),

final as (

    select
        valued.metric,
        metric_definitions.metric_group,
        valued.period,
        valued.period_start,
        valued.scope_type,
        valued.scope,
        valued.metric_value as {{ adapter.quote('value') }},
        valued.numerator,
        valued.denominator,
        metric_definitions.unit,
        targets.target_value,
        compared.previous_value,
        valued.metric_value - compared.previous_value as {{ adapter.quote('change') }},
        metric_definitions.value_basis,
        metric_definitions.evidence_grade,
        metric_definitions.is_additive,
        case metric_definitions.low_n_rule
            when 'events' then valued.numerator < 5 or valued.denominator < 30
            when 'responses' then valued.denominator < 30
        end as has_low_n
    from valued
    inner join metric_definitions on valued.metric = metric_definitions.metric
    inner join compared
        on
            valued.metric = compared.metric
            and valued.period = compared.period
            and valued.period_start = compared.period_start
            and valued.scope_type = compared.scope_type
            and valued.scope = compared.scope
    left join targets
        on
            valued.metric = targets.metric
            and valued.period = targets.period
            and valued.period_start = targets.period_start
            and valued.scope_type = targets.scope_type
            and valued.scope = targets.scope

)

select * from final
