with

referral_value as (

    select * from {{ ref('referral_value') }}

),

referral_value_summary as (

    select * from {{ ref('referral_value_summary') }}
    where referrer_nps_category = 'all'

),

service_case_value as (

    select * from {{ ref('service_case_value') }}

),

jobs as (

    select * from {{ ref('int_jobs_classified') }}

),

destined as (

    select * from {{ ref('int_amounts_destined') }}
    where
        full_name = 'warranty.claim_lines' and mart = 'service_case_value' and reason is null

),

cases as (

    select
        sum(case when jobs.has_cost_lines then service_case_value.case_cost_amount else 0 end)
            as lined_amount,
        sum(case when jobs.has_cost_lines then 0 else service_case_value.case_cost_amount end)
            as other_amount
    from service_case_value
    inner join jobs on service_case_value.work_order_id = jobs.work_order_id

),

claimed as (

    select coalesce(sum(amount), 0) as amount
    from destined

),

final as (

    select
        'crm.sales' as full_name,
        'referral_value' as mart,
        sum(referred_revenue_amount) as amount
    from referral_value

    union all

    select
        'crm.referral_rewards' as full_name,
        'referral_value' as mart,
        sum(reward_amount) as amount
    from referral_value

    union all

    select
        'crm.sales' as full_name,
        'referral_value_summary' as mart,
        sum(revenue_amount) as amount
    from referral_value_summary

    union all

    select
        'crm.referral_rewards' as full_name,
        'referral_value_summary' as mart,
        sum(referral_cost_amount) as amount
    from referral_value_summary

    union all

    select
        'crm.marketing_spend' as full_name,
        'referral_value_summary' as mart,
        sum(marketing_amount) as amount
    from referral_value_summary

    union all

    select
        'service.work_order_costs' as full_name,
        'service_case_value' as mart,
        lined_amount as amount
    from cases

    union all

    -- a case without cost lines shows visits and claims as one figure
    select
        'service.visits' as full_name,
        'service_case_value' as mart,
        coalesce(cases.other_amount, 0) - claimed.amount as amount
    from cases
    cross join claimed

    union all

    select
        'warranty.claim_lines' as full_name,
        'service_case_value' as mart,
        amount
    from claimed

)

select * from final
