with

claims as (

    select * from {{ ref('int_claims_selected') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

work_orders as (

    select * from {{ ref('stg_service__work_orders') }}

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

-- the first reference that is borne out decides, so an orphan falls to the next one
referred as (

    select
        claims.claim_id,
        coalesce(
            nullif(units.product_id, 'unknown'),
            products.product_id,
            'unknown'
        ) as product_id,
        coalesce(
            claim_centers.service_center_id,
            job_centers.service_center_id,
            'unknown'
        ) as service_center_id,
        units.region_id as unit_region_id
    from claims
    left join units on claims.unit_id = units.unit_id
    left join products on claims.product_id = products.product_id
    left join work_orders on claims.work_order_id = work_orders.work_order_id
    left join service_centers as claim_centers
        on claims.service_center_id = claim_centers.service_center_id
    left join service_centers as job_centers
        on work_orders.service_center_id = job_centers.service_center_id

),

final as (

    select
        referred.claim_id,
        referred.product_id,
        products.product_line,
        products.is_other_brand,
        referred.service_center_id,
        service_centers.operator,
        coalesce(
            nullif(service_centers.region_id, 'unknown'),
            referred.unit_region_id,
            'unknown'
        ) as region_id
    from referred
    inner join products on referred.product_id = products.product_id
    inner join service_centers
        on referred.service_center_id = service_centers.service_center_id

)

select * from final
