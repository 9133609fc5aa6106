with

work_orders as (

    select * from {{ ref('fct_work_orders') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

work_order_costs as (

    select * from {{ ref('int_work_order_costs_valued') }}
    where is_incurred

),

visits as (

    select * from {{ ref('fct_visits') }}

),

movements as (

    select * from {{ ref('int_job_movements_valued') }}

),

costed_jobs as (

    select
        work_order_id,
        count(*) as cost_lines
    from work_order_costs
    group by work_order_id

),

-- the cost of a job with a counting claim stands in the claim
traced_jobs as (

    select
        work_orders.work_order_id,
        costed_jobs.work_order_id is null as is_without_lines
    from work_orders
    inner join units on work_orders.unit_id = units.unit_id
    left join costed_jobs on work_orders.work_order_id = costed_jobs.work_order_id
    where not coalesce(work_orders.has_counting_claim, false)

),

gathered as (

    select
        work_order_id,
        case when is_part then 'parts' else 'field_service' end as component,
        incurred_on,
        amount
    from work_order_costs

    union all

    select
        visits.work_order_id,
        'field_service' as component,
        visits.posted_on as incurred_on,
        coalesce(visits.labor_amount, 0) + coalesce(visits.travel_amount, 0) as amount
    from visits
    inner join traced_jobs
        on visits.work_order_id = traced_jobs.work_order_id and traced_jobs.is_without_lines

    union all

    select
        movements.work_order_id,
        'parts' as component,
        movements.moved_on as incurred_on,
        movements.amount
    from movements
    inner join traced_jobs
        on movements.work_order_id = traced_jobs.work_order_id and traced_jobs.is_without_lines

),

final as (

    select
        gathered.work_order_id,
        gathered.component,
        cast(date_trunc('month', gathered.incurred_on) as date) as month_start,
        cast(coalesce(sum(gathered.amount), 0) as decimal(28, 2)) as amount
    from gathered
    inner join traced_jobs on gathered.work_order_id = traced_jobs.work_order_id
    group by
        gathered.work_order_id,
        gathered.component,
        cast(date_trunc('month', gathered.incurred_on) as date)

)

select * from final
