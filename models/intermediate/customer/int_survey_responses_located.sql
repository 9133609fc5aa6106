with

survey_responses as (

    select * from {{ ref('stg_crm__survey_responses') }}

),

tickets as (

    select * from {{ ref('int_tickets_located') }}

),

work_orders as (

    select * from {{ ref('fct_work_orders') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

tickets_audited as (

    select * from {{ ref('int_tickets_audited') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

related as (

    select
        survey_responses.response_id,
        coalesce(customers.surviving_customer_id, survey_responses.customer_id) as customer_id,
        coalesce(tickets.unit_id, work_orders.unit_id) as unit_id,
        coalesce(
            nullif(tickets.service_center_id, 'unknown'),
            nullif(work_orders.service_center_id, 'unknown'),
            'unknown'
        ) as service_center_id,
        nullif(customers.region_id, 'unknown') as customer_region_id,
        coalesce(survey_responses.ticket_id, work_orders.ticket_id) as asked_ticket_id
    from survey_responses
    left join tickets on survey_responses.ticket_id = tickets.ticket_id
    left join work_orders on survey_responses.work_order_id = work_orders.work_order_id
    left join customers on survey_responses.customer_id = customers.customer_id

),

final as (

    select
        related.response_id,
        related.customer_id,
        related.unit_id,
        coalesce(products.product_line, units.product_line, 'unknown') as product_line,
        related.service_center_id,
        coalesce(
            nullif(service_centers.region_id, 'unknown'), related.customer_region_id, 'unknown'
        ) as region_id,
        coalesce(
            case when service_centers.region_id <> 'unknown' then service_centers.timezone end,
            case when units.region_id <> 'unknown' then units.timezone end,
            regions.timezone,
            settings.default_timezone
        ) as timezone,
        tickets_audited.ticket_id is not null as is_mystery_audit
    from related
    inner join survey_responses on related.response_id = survey_responses.response_id
    cross join settings
    left join products on survey_responses.product_id = products.product_id
    left join units on related.unit_id = units.unit_id
    left join service_centers on related.service_center_id = service_centers.service_center_id
    left join regions on related.customer_region_id = regions.region_id
    left join tickets_audited on related.asked_ticket_id = tickets_audited.ticket_id

)

select * from final
