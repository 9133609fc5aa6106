with

lifecycle_cost as (

    select * from {{ ref('lifecycle_cost') }}

),

service_cost_ledger as (

    select * from {{ ref('service_cost_ledger') }}

),

cost_reconciliation as (

    select * from {{ ref('cost_reconciliation') }}

),

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where
        period = 'month' and scope_type = 'company'
        and metric in ('service_external_revenue_amount', 'internal_warranty_amount')

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}
    where component = 'parts' and place = 'in_cohorts'

),

jobs as (

    select * from {{ ref('int_jobs_classified') }}
    where not has_incurred_lines

),

destined as (

    select * from {{ ref('int_amounts_destined') }}
    where full_name = 'service.visits' and mart = 'lifecycle_cost' and reason is null

),

cohorts as (

    select
        sum(warranty_amount) as warranty_amount,
        sum(coalesce(field_service_amount, 0) + coalesce(parts_amount, 0)) as job_amount,
        sum(allocated_amount) as allocated_amount
    from lifecycle_cost

),

visited as (

    select coalesce(sum(amount), 0) as amount
    from destined

),

-- parts of a job without cost lines are movements at standard cost, which no raw amount bears
moved as (

    select coalesce(sum(costs_placed.amount), 0) as amount
    from costs_placed
    inner join jobs on costs_placed.source_id = jobs.work_order_id

),

final as (

    select
        'warranty.claim_lines' as full_name,
        'lifecycle_cost' as mart,
        warranty_amount as amount
    from cohorts

    union all

    select
        'finance.service_costs' as full_name,
        'lifecycle_cost' as mart,
        allocated_amount as amount
    from cohorts

    union all

    select
        'service.work_order_costs' as full_name,
        'lifecycle_cost' as mart,
        coalesce(cohorts.job_amount, 0) - visited.amount - moved.amount as amount
    from cohorts
    cross join visited
    cross join moved

    union all

    select
        'service.visits' as full_name,
        'lifecycle_cost' as mart,
        amount
    from visited

    union all

    select
        'finance.service_costs' as full_name,
        'service_cost_ledger' as mart,
        sum(amount) as amount
    from service_cost_ledger
    where ledger = 'service'

    union all

    select
        'warranty.claim_lines' as full_name,
        'service_cost_ledger' as mart,
        sum(amount) as amount
    from service_cost_ledger
    where ledger = 'warranty'

    union all

    select
        'finance.service_costs' as full_name,
        'cost_reconciliation' as mart,
        sum(entries_amount) as amount
    from cost_reconciliation

    union all

    select
        'finance.ledger_totals' as full_name,
        'cost_reconciliation' as mart,
        sum(ledger_amount) as amount
    from cost_reconciliation

    union all

    select
        'finance.service_revenue' as full_name,
        'aftersales_value_dashboard' as mart,
        sum(cast(round(value, 2) as decimal(28, 2))) as amount
    from dashboard

)

select * from final
