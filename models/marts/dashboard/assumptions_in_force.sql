with

metric_assumptions as (

    select * from {{ ref('metric_assumptions') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}

),

framed as (

    select * from {{ ref('int_metrics_framed') }}
    where period = 'quarter' and scope_type = 'company'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

ended as (

    select
        framed.metric,
        framed.period_start as quarter_start,
        least(
            {{ add_days(add_months('framed.period_start', 3), -1) }}, settings.as_of_date
        ) as last_on
    from framed
    cross join settings

),

final as (

    select
        ended.quarter_start,
        ended.metric,
        metric_assumptions.assumption,
        assumptions.value as {{ adapter.quote('value') }},
        assumptions.unit,
        assumptions.source,
        assumptions.valid_from,
        assumptions.is_default,
        metric_definitions.evidence_grade
    from ended
    inner join metric_assumptions on ended.metric = metric_assumptions.metric
    inner join metric_definitions on ended.metric = metric_definitions.metric
    inner join assumptions
        on
            metric_assumptions.assumption = assumptions.assumption
            and ended.last_on >= assumptions.valid_from
            and ended.last_on < assumptions.valid_to

)

select * from final
