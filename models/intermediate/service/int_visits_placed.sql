with

visits as (

    select * from {{ ref('stg_service__visits') }}

),

work_orders as (

    select * from {{ ref('int_work_orders_placed') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

placed as (

    select
        visits.visit_id,
        coalesce(visits.arrived_at, visits.requested_at) as visited_at,
        visits.updated_at,
        coalesce(
            nullif(visit_regions.region_id, 'unknown'), work_orders.region_id, 'unknown'
        ) as region_id
    from visits
    left join regions as visit_regions on visits.region_id = visit_regions.region_id
    left join work_orders on visits.work_order_id = work_orders.work_order_id

),

dated as (

    select
        placed.visit_id,
        placed.region_id,
        {{ local_date('placed.visited_at', 'regions.timezone') }} as visited_on,
        {{ local_date('placed.updated_at', 'regions.timezone') }} as updated_on
    from placed
    inner join regions on placed.region_id = regions.region_id

),

final as (

    select
        dated.visit_id,
        dated.region_id,
        dated.visited_on,
        coalesce(dated.visited_on, dated.updated_on) as posted_on
    from dated
    cross join settings
    where coalesce(dated.visited_on <= settings.as_of_date, true)

)

select * from final
