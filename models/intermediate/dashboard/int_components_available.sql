with

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

grouped as (

    select
        has_warranty__claims as has_failures,
        has_warranty__claims and has_warranty__products as has_alarms,
        has_warranty__claims and has_warranty__claim_lines as has_claim_cost,
        has_warranty__supplier_recoveries as has_recoveries,
        has_warranty__reserve_movements as has_reserve,
        has_crm__sales or has_finance__company_revenue as has_product_revenue,
        has_finance__service_costs as has_service_cost,
        has_finance__service_revenue as has_service_revenue,
        has_warranty__units and has_warranty__products as has_field,
        has_crm__referrals as has_referrals,
        has_crm__referrals and has_crm__sales as has_outcomes,
        has_service__work_orders as has_jobs,
        has_quality__issues as has_issues
    from tables_delivered

),

final as (

    select
        'warranty_claims' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'goodwill_claims' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'recall_claims' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'extended_claims' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'claims_not_own' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'supplier_recoveries' as component,
        has_recoveries as is_available
    from grouped
    union all
    select
        'reserve_accruals' as component,
        has_reserve as is_available
    from grouped
    union all
    select
        'reserve_settlements' as component,
        has_reserve as is_available
    from grouped
    union all
    select
        'recoveries_requested' as component,
        has_recoveries as is_available
    from grouped
    union all
    select
        'recoveries_received' as component,
        has_recoveries as is_available
    from grouped
    union all
    select
        'product_revenue' as component,
        has_product_revenue as is_available
    from grouped
    union all
    select
        'service_cost' as component,
        has_service_cost as is_available
    from grouped
    union all
    select
        'external_revenue' as component,
        has_service_revenue as is_available
    from grouped
    union all
    select
        'internal_revenue' as component,
        has_service_revenue as is_available
    from grouped
    union all
    select
        'alarms_raised' as component,
        has_alarms as is_available
    from grouped
    union all
    select
        'failures' as component,
        has_failures as is_available
    from grouped
    union all
    select
        'unit_months' as component,
        has_field as is_available
    from grouped
    union all
    select
        'unit_years' as component,
        has_field as is_available
    from grouped
    union all
    select
        'referrals' as component,
        has_referrals as is_available
    from grouped
    union all
    select
        'referrals_won' as component,
        has_outcomes as is_available
    from grouped
    union all
    select
        'referrals_not_void' as component,
        has_outcomes as is_available
    from grouped
    union all
    select
        'referred_revenue' as component,
        has_outcomes as is_available
    from grouped
    union all
    select
        'referred_profit' as component,
        has_outcomes as is_available
    from grouped
    union all
    select
        'referred_assumed_value' as component,
        has_outcomes as is_available
    from grouped
    union all
    select
        'case_cost' as component,
        has_jobs as is_available
    from grouped
    union all
    select
        'case_profit' as component,
        has_jobs and has_outcomes as is_available
    from grouped
    union all
    select
        'repairs_closed' as component,
        has_jobs as is_available
    from grouped
    union all
    select
        'quality_failure_cost' as component,
        has_claim_cost as is_available
    from grouped
    union all
    select
        'issues_submitted' as component,
        has_issues as is_available
    from grouped
    union all
    select
        'effective_feedback' as component,
        has_issues as is_available
    from grouped
    union all
    select
        'loops_closed' as component,
        has_issues as is_available
    from grouped
    union all
    select
        'loop_days' as component,
        has_issues as is_available
    from grouped

)

select * from final
