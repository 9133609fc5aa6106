with

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

-- sales and the revenue outside them are each enough: a company has one of them, or both
judged as (

    select
        has_warranty__units and has_warranty__products as has_units,
        has_crm__sales or has_finance__company_revenue as has_revenue,
        has_warranty__claims as has_claims,
        has_warranty__claims and has_warranty__claim_lines as has_costs,
        has_warranty__supplier_recoveries as has_recoveries,
        has_warranty__reserve_movements as has_reserve
    from tables_delivered

),

final as (

    select
        has_units,
        has_revenue,
        has_claims,
        has_costs,
        has_recoveries,
        has_reserve,
        has_revenue or has_costs as has_rows
    from judged

)

select * from final
