-- Fails with each quarter in which the dashboard's NPS or referrals differ from `nps` and
-- `referral_value_summary`. Does not test months, years and regions, which those marts do not tell.
-- Who mends it: the dashboard's owner.
{{ config(meta={'dagster': {'ref': {'name': 'aftersales_value_dashboard'}}}) }}

with

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where period = 'quarter'

),

nps as (

    select * from {{ ref('nps') }}

),

summary as (

    select * from {{ ref('referral_value_summary') }}
    where referrer_nps_category = 'all'

),

expected as (

    select
        survey_type as metric,
        quarter_start,
        case when product_line = 'all' then 'company' else 'product_line' end as scope_type,
        case when product_line = 'all' then 'company' else product_line end as scope,
        nps as expected_value
    from nps

    union all

    select
        'referrals_made' as metric,
        quarter_start,
        'company' as scope_type,
        'company' as scope,
        cast(referrals as double) as expected_value
    from summary

    union all

    select
        'referrals_won' as metric,
        quarter_start,
        'company' as scope_type,
        'company' as scope,
        cast(won as double) as expected_value
    from summary

    union all

    select
        'referral_conversion_rate' as metric,
        quarter_start,
        'company' as scope_type,
        'company' as scope,
        conversion_rate as expected_value
    from summary

    union all

    select
        'referred_revenue_amount' as metric,
        quarter_start,
        'company' as scope_type,
        'company' as scope,
        cast(revenue_amount as double) as expected_value
    from summary

    union all

    select
        'referral_cac_ratio' as metric,
        quarter_start,
        'company' as scope_type,
        'company' as scope,
        cac_ratio as expected_value
    from summary

)

select
    expected.metric,
    expected.quarter_start,
    expected.scope,
    expected.expected_value,
    dashboard.value
from expected
left join dashboard
    on
        expected.metric = dashboard.metric
        and expected.quarter_start = dashboard.period_start
        and expected.scope_type = dashboard.scope_type
        and expected.scope = dashboard.scope
where
    expected.expected_value is not null
    and (dashboard.value is null or abs(expected.expected_value - dashboard.value) > 0.000001)
