with

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted

),

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}

),

cost_pools as (

    select * from {{ ref('int_cost_pools_placed') }}

),

costs_allocated as (

    select * from {{ ref('int_costs_allocated') }}

),

lifecycle_years as (

    select * from {{ ref('lifecycle_years') }}

),

lifecycle_cost as (

    select * from {{ ref('lifecycle_cost') }}

),

ledger_months as (

    select
        month_start,
        count(*) as entries
    from service_costs
    group by month_start

),

-- every amount of either side under the name of its column
gathered as (

    select
        'warranty_ledger' as side,
        cost_amount as amount
    from warranty_claims

    union all

    select
        'own_claims' as side,
        cost_amount as amount
    from warranty_claims
    where is_own_claim

    union all

    select
        'service_ledger' as side,
        amount
    from service_costs

    union all

    select
        'traced_without_ledger' as side,
        costs_placed.amount
    from costs_placed
    left join ledger_months on costs_placed.month_start = ledger_months.month_start
    where costs_placed.component <> 'warranty' and ledger_months.month_start is null

    union all

    select
        'in_cohorts' as side,
        total_amount as amount
    from lifecycle_cost

    union all

    select
        place as side,
        amount
    from costs_placed
    where place <> 'in_cohorts'

    union all

    select
        pool as side,
        amount
    from cost_pools
    where pool in ('other_brand', 'unallocated')

    union all

    select
        'after_year_5' as side,
        costs_allocated.amount
    from costs_allocated
    inner join lifecycle_years
        on costs_allocated.year_in_service = lifecycle_years.year_in_service
    where not lifecycle_years.is_reported

),

final as (

    select
        side,
        cast(sum(amount) as decimal(28, 2)) as amount
    from gathered
    where amount is not null
    group by side

)

select * from final
