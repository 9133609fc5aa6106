with

work_order_costs as (

    select * from {{ ref('base_service__work_order_costs') }}
    where row_state = 'accepted'

),

visits as (

    select * from {{ ref('base_service__visits') }}
    where row_state = 'accepted'

),

costs_valued as (

    select * from {{ ref('int_work_order_costs_valued') }}

),

visits_valued as (

    select * from {{ ref('fct_visits') }}

),

jobs as (

    select * from {{ ref('int_jobs_classified') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

-- a row that its facts leave out still has its money, at the rate of the gate's day
valued as (

    select
        'service.work_order_costs' as full_name,
        work_order_costs.work_order_id,
        costs_valued.cost_line_id is not null as is_valued,
        work_order_costs.cost_basis = 'list_price_forgone' as is_forgone,
        coalesce(
            costs_valued.amount,
            {{ to_reporting('work_order_costs.amount', 'rates.rate') }},
            0
        ) as amount
    from work_order_costs
    left join costs_valued on work_order_costs.cost_line_id = costs_valued.cost_line_id
    left join rates
        on
            work_order_costs.currency = rates.currency
            and work_order_costs._posted_on >= rates.valid_from
            and work_order_costs._posted_on < rates.valid_to

    union all

    select
        'service.visits' as full_name,
        visits.work_order_id,
        visits_valued.visit_id is not null as is_valued,
        false as is_forgone,
        coalesce(
            visits_valued.labor_amount, {{ to_reporting('visits.labor_cost', 'rates.rate') }}, 0
        ) + coalesce(
            visits_valued.travel_amount, {{ to_reporting('visits.travel_cost', 'rates.rate') }}, 0
        ) as amount
    from visits
    left join visits_valued on visits.visit_id = visits_valued.visit_id
    left join rates
        on
            visits.currency = rates.currency
            and visits._posted_on >= rates.valid_from
            and visits._posted_on < rates.valid_to

),

final as (

    select
        valued.full_name,
        cast(valued.amount as decimal(28, 2)) as amount,
        case
            when jobs.work_order_id is null then 'no_job'
            when not valued.is_valued then 'after_as_of'
            when valued.is_forgone then 'list_price_forgone'
            when valued.full_name = 'service.visits' and jobs.has_incurred_lines
                then 'cost_lines_used'
            else jobs.lifecycle_reason
        end as lifecycle_reason,
        case
            when jobs.work_order_id is null then 'no_job'
            when not valued.is_valued then 'after_as_of'
            when jobs.case_reason is not null then jobs.case_reason
            when valued.full_name = 'service.visits' and jobs.has_cost_lines
                then 'cost_lines_used'
        end as case_reason
    from valued
    left join jobs on valued.work_order_id = jobs.work_order_id

)

select * from final
