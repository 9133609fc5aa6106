with

published as (

    select * from {{ ref('stg_build__value_reports') }}

),

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where period = 'quarter'

),

value_restatement as (

    select * from {{ ref('value_restatement') }}

),

figures as (

    select
        period_start as quarter_start,
        'dashboard/' || metric || '/' || scope_type || '/' || scope
            as {{ adapter.quote('statement') }},
        {{ adapter.quote('value') }} as current_value
    from dashboard

    union all

    select
        quarter_start,
        'restatement/' || line || '/' || view || '/' || metric as {{ adapter.quote('statement') }},
        amount as current_value
    from value_restatement

),

final as (

    select
        published.quarter_start,
        published.statement,
        published.metric,
        published.scope_type,
        published.scope,
        published.frozen_value,
        published.unit,
        published.numerator,
        published.denominator,
        published.value_basis,
        published.evidence_grade,
        published.frozen_at,
        published.build_id,
        published.as_of_date,
        published.content_hash,
        figures.current_value
    from published
    left join figures
        on
            published.quarter_start = figures.quarter_start
            and published.statement = figures.statement

)

select * from final
