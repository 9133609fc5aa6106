with

tickets as (

    select * from {{ ref('stg_service__tickets') }}

),

tickets_merged as (

    select * from {{ ref('int_tickets_merged') }}

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        tickets.ticket_id,
        tickets_merged.surviving_ticket_id,
        coalesce(customers.surviving_customer_id, tickets.customer_id) as customer_id,
        coalesce(service_centers.service_center_id, 'unknown') as service_center_id,
        tickets.unit_id,
        coalesce(units.product_line, 'unknown') as product_line,
        coalesce(
            nullif(service_centers.region_id, 'unknown'),
            nullif(customers.region_id, 'unknown'),
            'unknown'
        ) as region_id,
        coalesce(
            case when service_centers.region_id <> 'unknown' then service_centers.timezone end,
            case when units.region_id <> 'unknown' then units.timezone end,
            case when customers.region_id <> 'unknown' then regions.timezone end,
            settings.default_timezone
        ) as timezone
    from tickets
    cross join settings
    inner join tickets_merged on tickets.ticket_id = tickets_merged.ticket_id
    left join service_centers on tickets.service_center_id = service_centers.service_center_id
    left join units on tickets.unit_id = units.unit_id
    left join customers on tickets.customer_id = customers.customer_id
    left join regions on customers.region_id = regions.region_id

)

select * from final
