with

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- a job's cost is known from its own lines, else from its trips and its movements of valued parts
final as (

    select
        settings.as_of_date,
        tables_delivered.has_warranty__claims and tables_delivered.has_warranty__claim_lines
            as has_warranty,
        tables_delivered.has_service__work_orders
        and (
            tables_delivered.has_service__work_order_costs or tables_delivered.has_service__visits
        ) as has_field_service,
        tables_delivered.has_service__work_orders
        and (
            tables_delivered.has_service__work_order_costs
            or (tables_delivered.has_parts__movements and tables_delivered.has_parts__parts)
        ) as has_parts,
        tables_delivered.has_finance__service_costs as has_allocated
    from tables_delivered
    cross join settings

)

select * from final
