with

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

metric_components as (

    select * from {{ ref('metric_components') }}

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

signed as (

    select
        metric,
        side,
        component,
        cast(factor as string) || ' x ' || component as part
    from metric_components

),

composed as (

    select
        metric,
        {{ string_agg("case when side = 'numerator' then part end", '; ', 'component') }}
            as numerator_parts,
        {{ string_agg("case when side = 'denominator' then part end", '; ', 'component') }}
            as denominator_parts
    from signed
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
        composed.numerator_parts,
        composed.denominator_parts,
        metric_definitions.multiplier,
        metric_definitions.unit,
        metric_definitions.owner,
        metric_definitions.relation,
        metric_definitions.value_basis,
        metric_definitions.evidence_grade,
        metric_definitions.is_additive,
        metric_definitions.has_product_lines,
        metric_definitions.has_regions,
        coalesce(valued.values_known, 0) > 0 as has_data
    from metric_definitions
    left join composed on metric_definitions.metric = composed.metric
    left join valued on metric_definitions.metric = valued.metric

)

select * from final
