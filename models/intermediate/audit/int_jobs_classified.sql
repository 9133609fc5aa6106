with

work_orders as (

    select * from {{ ref('int_work_orders_placed') }}

),

stg_work_orders as (

    select * from {{ ref('stg_service__work_orders') }}

),

units as (

    select * from {{ ref('stg_warranty__units') }}

),

claims as (

    select * from {{ ref('int_claim_versions_classified') }}
    where is_current and reason is null

),

cost_lines as (

    select * from {{ ref('int_work_order_costs_valued') }}

),

visits as (

    select * from {{ ref('fct_visits') }}

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}
    where component <> 'warranty'

),

service_cases as (

    select * from {{ ref('service_case_value') }}

),

lined as (

    select
        work_order_id,
        max(case when is_incurred then 1 else 0 end) = 1 as has_incurred_lines
    from cost_lines
    group by work_order_id

),

visited as (

    select distinct work_order_id
    from visits
    where labor_amount is not null or travel_amount is not null

),

claimed as (

    select distinct work_order_id
    from claims

),

placed as (

    select distinct
        source_id as work_order_id,
        place
    from costs_placed

),

final as (

    select
        work_orders.work_order_id,
        case
            when units.unit_id is null then 'no_unit'
            when claimed.work_order_id is not null then 'in_claim'
            else nullif(placed.place, 'in_cohorts')
        end as lifecycle_reason,
        coalesce(lined.has_incurred_lines, false) as has_incurred_lines,
        lined.work_order_id is not null as has_cost_lines,
        visited.work_order_id is not null as has_visit_costs,
        case
            when service_cases.work_order_id is null then 'no_case'
            when service_cases.case_cost_amount is null then 'absent_table'
        end as case_reason
    from work_orders
    inner join stg_work_orders on work_orders.work_order_id = stg_work_orders.work_order_id
    left join units on stg_work_orders.unit_id = units.unit_id
    left join claimed on work_orders.work_order_id = claimed.work_order_id
    left join lined on work_orders.work_order_id = lined.work_order_id
    left join visited on work_orders.work_order_id = visited.work_order_id
    left join placed on work_orders.work_order_id = placed.work_order_id
    left join service_cases on work_orders.work_order_id = service_cases.work_order_id

)

select * from final
