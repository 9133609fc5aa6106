with

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

final as (

    select
        has_warranty__units and has_warranty__products as has_units,
        has_warranty__units and has_warranty__products and has_telemetry__usage_daily as has_usage,
        has_service__work_orders as has_work_orders
    from tables_delivered

)

select * from final
