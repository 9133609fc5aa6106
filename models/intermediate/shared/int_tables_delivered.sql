with

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

named as (

    select
        system || '.' || table_name as full_name,
        is_delivered
    from deliveries

),

final as (

    select
        max(case when full_name = 'crm.customers' then is_delivered end)
            as has_crm__customers,
        max(case when full_name = 'crm.sales' then is_delivered end)
            as has_crm__sales,
        max(case when full_name = 'crm.sale_adjustments' then is_delivered end)
            as has_crm__sale_adjustments,
        max(case when full_name = 'crm.survey_responses' then is_delivered end)
            as has_crm__survey_responses,
        max(case when full_name = 'crm.referrals' then is_delivered end)
            as has_crm__referrals,
        max(case when full_name = 'crm.referral_rewards' then is_delivered end)
            as has_crm__referral_rewards,
        max(case when full_name = 'crm.marketing_spend' then is_delivered end)
            as has_crm__marketing_spend,
        max(case when full_name = 'crm.customer_events' then is_delivered end)
            as has_crm__customer_events,
        max(case when full_name = 'crm.service_contracts' then is_delivered end)
            as has_crm__service_contracts,
        max(case when full_name = 'crm.contract_changes' then is_delivered end)
            as has_crm__contract_changes,
        max(case when full_name = 'crm.customer_goals' then is_delivered end)
            as has_crm__customer_goals,
        max(case when full_name = 'crm.product_usage' then is_delivered end)
            as has_crm__product_usage,
        max(case when full_name = 'crm.success_interventions' then is_delivered end)
            as has_crm__success_interventions,
        max(case when full_name = 'crm.purchase_decisions' then is_delivered end)
            as has_crm__purchase_decisions,
        max(case when full_name = 'crm.social_posts' then is_delivered end)
            as has_crm__social_posts,
        max(case when full_name = 'warranty.products' then is_delivered end)
            as has_warranty__products,
        max(case when full_name = 'warranty.units' then is_delivered end)
            as has_warranty__units,
        max(case when full_name = 'warranty.unit_components' then is_delivered end)
            as has_warranty__unit_components,
        max(case when full_name = 'warranty.coverages' then is_delivered end)
            as has_warranty__coverages,
        max(case when full_name = 'warranty.claims' then is_delivered end)
            as has_warranty__claims,
        max(case when full_name = 'warranty.claim_lines' then is_delivered end)
            as has_warranty__claim_lines,
        max(case when full_name = 'warranty.supplier_recoveries' then is_delivered end)
            as has_warranty__supplier_recoveries,
        max(case when full_name = 'warranty.reserve_movements' then is_delivered end)
            as has_warranty__reserve_movements,
        max(case when full_name = 'parts.parts' then is_delivered end)
            as has_parts__parts,
        max(case when full_name = 'parts.suppliers' then is_delivered end)
            as has_parts__suppliers,
        max(case when full_name = 'parts.locations' then is_delivered end)
            as has_parts__locations,
        max(case when full_name = 'parts.inventory_snapshots' then is_delivered end)
            as has_parts__inventory_snapshots,
        max(case when full_name = 'parts.movements' then is_delivered end)
            as has_parts__movements,
        max(case when full_name = 'parts.requests' then is_delivered end)
            as has_parts__requests,
        max(case when full_name = 'parts.part_applications' then is_delivered end)
            as has_parts__part_applications,
        max(case when full_name = 'parts.failure_benchmarks' then is_delivered end)
            as has_parts__failure_benchmarks,
        max(case when full_name = 'service.regions' then is_delivered end)
            as has_service__regions,
        max(case when full_name = 'service.service_centers' then is_delivered end)
            as has_service__service_centers,
        max(case when full_name = 'service.partners' then is_delivered end)
            as has_service__partners,
        max(case when full_name = 'service.partner_settlements' then is_delivered end)
            as has_service__partner_settlements,
        max(case when full_name = 'service.engineers' then is_delivered end)
            as has_service__engineers,
        max(case when full_name = 'service.engineer_assignments' then is_delivered end)
            as has_service__engineer_assignments,
        max(case when full_name = 'service.tickets' then is_delivered end)
            as has_service__tickets,
        max(case when full_name = 'service.ticket_events' then is_delivered end)
            as has_service__ticket_events,
        max(case when full_name = 'service.work_orders' then is_delivered end)
            as has_service__work_orders,
        max(case when full_name = 'service.work_order_costs' then is_delivered end)
            as has_service__work_order_costs,
        max(case when full_name = 'service.visits' then is_delivered end)
            as has_service__visits,
        max(case when full_name = 'service.visit_engineers' then is_delivered end)
            as has_service__visit_engineers,
        max(case when full_name = 'service.notifications' then is_delivered end)
            as has_service__notifications,
        max(case when full_name = 'service.mystery_audits' then is_delivered end)
            as has_service__mystery_audits,
        max(case when full_name = 'finance.service_revenue' then is_delivered end)
            as has_finance__service_revenue,
        max(case when full_name = 'finance.service_costs' then is_delivered end)
            as has_finance__service_costs,
        max(case when full_name = 'finance.ledger_totals' then is_delivered end)
            as has_finance__ledger_totals,
        max(case when full_name = 'finance.company_revenue' then is_delivered end)
            as has_finance__company_revenue,
        max(case when full_name = 'finance.exchange_rates' then is_delivered end)
            as has_finance__exchange_rates,
        max(case when full_name = 'quality.issues' then is_delivered end)
            as has_quality__issues,
        max(case when full_name = 'quality.campaigns' then is_delivered end)
            as has_quality__campaigns,
        max(case when full_name = 'quality.campaign_units' then is_delivered end)
            as has_quality__campaign_units,
        max(case when full_name = 'quality.process_measurements' then is_delivered end)
            as has_quality__process_measurements,
        max(case when full_name = 'telemetry.usage_daily' then is_delivered end)
            as has_telemetry__usage_daily,
        max(case when full_name = 'telemetry.fault_codes' then is_delivered end)
            as has_telemetry__fault_codes,
        max(case when full_name = 'telemetry.downtime_events' then is_delivered end)
            as has_telemetry__downtime_events,
        max(case when full_name = 'telemetry.software_installs' then is_delivered end)
            as has_telemetry__software_installs,
        max(case when full_name = 'telemetry.failure_predictions' then is_delivered end)
            as has_telemetry__failure_predictions,
        max(case when full_name = 'planning.targets' then is_delivered end)
            as has_planning__targets,
        max(case when full_name = 'planning.programme_actions' then is_delivered end)
            as has_planning__programme_actions,
        max(case when full_name = 'planning.pilots' then is_delivered end)
            as has_planning__pilots,
        max(case when full_name = 'planning.assumptions' then is_delivered end)
            as has_planning__assumptions
    from named

)

select * from final
