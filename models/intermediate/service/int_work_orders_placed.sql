with

work_orders as (

    select * from {{ ref('stg_service__work_orders') }}

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

-- the region of the event: of the centre, else of the unit, else of its owner
placed as (

    select
        work_orders.work_order_id,
        work_orders.opened_at,
        work_orders.closed_at,
        coalesce(service_centers.service_center_id, 'unknown') as service_center_id,
        coalesce(units.product_id, 'unknown') as product_id,
        coalesce(units.product_line, 'unknown') as product_line,
        coalesce(units.is_other_brand, false) as is_other_brand,
        coalesce(
            nullif(service_centers.region_id, 'unknown'),
            nullif(units.region_id, 'unknown'),
            customers.region_id,
            'unknown'
        ) as region_id
    from work_orders
    left join service_centers
        on work_orders.service_center_id = service_centers.service_center_id
    left join units on work_orders.unit_id = units.unit_id
    left join customers on units.customer_id = customers.customer_id

),

dated as (

    select
        placed.work_order_id,
        placed.service_center_id,
        placed.product_id,
        placed.product_line,
        placed.is_other_brand,
        placed.region_id,
        regions.timezone,
        {{ local_date('placed.opened_at', 'regions.timezone') }} as opened_on,
        {{ local_date('placed.closed_at', 'regions.timezone') }} as closed_on
    from placed
    inner join regions on placed.region_id = regions.region_id

),

final as (

    select
        dated.work_order_id,
        dated.service_center_id,
        dated.product_id,
        dated.product_line,
        dated.is_other_brand,
        dated.region_id,
        dated.timezone,
        dated.opened_on,
        -- closed within the as-of day by UTC can still be tomorrow by local date
        case when dated.closed_on <= settings.as_of_date then dated.closed_on end as closed_on
    from dated
    cross join settings
    where dated.opened_on <= settings.as_of_date

)

select * from final
