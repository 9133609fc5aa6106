with

metric_components as (

    select * from {{ ref('metric_components') }}

),

components_available as (

    select * from {{ ref('int_components_available') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

final as (

    select
        metric_components.metric,
        min(case when components_available.is_available then 1 else 0 end) = 1 as is_available
    from metric_components
    inner join components_available
        on metric_components.component = components_available.component
    group by metric_components.metric

    union all

    select
        'nps_relationship' as metric,
        has_crm__survey_responses as is_available
    from tables_delivered

    union all

    select
        'nps_transaction' as metric,
        has_crm__survey_responses as is_available
    from tables_delivered

    union all

    select
        'warranty_reserve_closing_amount' as metric,
        has_warranty__reserve_movements as is_available
    from tables_delivered

    union all

    select
        'referral_cac_ratio' as metric,
        has_crm__sales and has_crm__referrals and has_crm__referral_rewards
        and has_crm__marketing_spend as is_available
    from tables_delivered

)

select * from final
