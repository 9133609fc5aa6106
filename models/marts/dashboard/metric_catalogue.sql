with

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}

),

valued as (

    select
        metric,
        count(value) as values_known
    from dashboard
    group by metric

),

final as (

    select
        metric_definitions.metric,
        metric_definitions.metric_group,
        metric_definitions.name_en,
        metric_definitions.name_zh,
        metric_definitions.definition_en,
        metric_definitions.definition_zh,
        metric_definitions.numerator,
        metric_definitions.denominator,
        metric_definitions.unit,
        metric_definitions.owner,
        metric_definitions.relation,
        metric_definitions.value_basis,
        metric_definitions.evidence_grade,
        metric_definitions.is_additive,
        coalesce(valued.values_known, 0) > 0 as has_data
    from metric_definitions
    left join valued on metric_definitions.metric = valued.metric

)

select * from final
