with

amounts as (

    select * from {{ ref('int_restatement_amounts_counted') }}

),

restatement_metrics as (

    select * from {{ ref('restatement_metrics') }}

),

final as (

    select
        amounts.quarter_start,
        restatement_metrics.line,
        restatement_metrics.view,
        restatement_metrics.metric,
        restatement_metrics.sort_order,
        amounts.amount,
        restatement_metrics.unit,
        restatement_metrics.period,
        restatement_metrics.uplift_type,
        restatement_metrics.value_basis,
        restatement_metrics.evidence_grade,
        false as is_additive,
        restatement_metrics.name_en,
        restatement_metrics.name_zh,
        restatement_metrics.definition_en,
        restatement_metrics.definition_zh
    from amounts
    inner join restatement_metrics on amounts.measure = restatement_metrics.measure
    where restatement_metrics.period is not null and restatement_metrics.uplift_type is not null

)

select * from final
