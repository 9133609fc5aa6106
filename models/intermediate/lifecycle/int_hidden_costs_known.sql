with

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- returns are corrections of sales: absent, they count as none
final as (

    select
        settings.as_of_date,
        tables_delivered.has_warranty__claims and tables_delivered.has_warranty__claim_lines
            as has_failures,
        tables_delivered.has_finance__service_costs as has_ledger,
        tables_delivered.has_finance__service_costs
        and tables_delivered.has_warranty__claims
        and tables_delivered.has_warranty__claim_lines as has_delivery,
        tables_delivered.has_parts__inventory_snapshots
        and tables_delivered.has_parts__movements
        and tables_delivered.has_parts__part_applications
        and tables_delivered.has_warranty__units
        and tables_delivered.has_warranty__products as has_provision,
        tables_delivered.has_crm__customer_events as has_churn
    from tables_delivered
    cross join settings

)

select * from final
