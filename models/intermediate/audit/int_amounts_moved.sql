with

referred_sales as (

    select * from {{ ref('int_referred_sales_classified') }}

),

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}
    where window_name = '12m'

),

top_failure_parts as (

    select * from {{ ref('top_failure_parts') }}
    where product_line = 'all' and {{ adapter.quote('window') }} = '12m'

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_own_claim and is_counting and is_posted

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}
    where component <> 'warranty'

),

service_cost_months as (

    select * from {{ ref('int_service_cost_months') }}

),

cost_pools as (

    select * from {{ ref('int_cost_pools_placed') }}

),

costs_allocated as (

    select * from {{ ref('int_costs_allocated') }}

),

lifecycle_years as (

    select * from {{ ref('lifecycle_years') }}
    where not is_reported

),

-- what a mart takes off the rows themselves, or shares out and does not show
gathered as (

    select
        'warranty.claim_lines' as full_name,
        'top_failure_parts' as mart,
        'unlisted_part' as reason,
        failure_events.job_cost_amount as amount
    from failure_events
    inner join failure_windows
        on failure_events.failed_on between failure_windows.starts_on and failure_windows.ends_on
    left join top_failure_parts on failure_events.part_no = top_failure_parts.part_no
    where top_failure_parts.part_no is null

    union all

    select
        'finance.service_costs' as full_name,
        'lifecycle_cost' as mart,
        'own_claims' as reason,
        cost_amount as amount
    from claims

    union all

    select
        'finance.service_costs' as full_name,
        'lifecycle_cost' as mart,
        'traced_job_costs' as reason,
        costs_placed.amount
    from costs_placed
    inner join service_cost_months on costs_placed.month_start = service_cost_months.month_start

    union all

    select
        'finance.service_costs' as full_name,
        'lifecycle_cost' as mart,
        pool as reason,
        amount
    from cost_pools
    where pool in ('other_brand', 'unallocated')

    union all

    select
        'finance.service_costs' as full_name,
        'lifecycle_cost' as mart,
        'after_year_5' as reason,
        costs_allocated.amount
    from costs_allocated
    inner join lifecycle_years
        on costs_allocated.year_in_service = lifecycle_years.year_in_service

    union all

    select
        'crm.sales' as full_name,
        'referral_value' as mart,
        'credited_back' as reason,
        credit_amount as amount
    from referred_sales

    union all

    select
        'crm.sales' as full_name,
        'referral_value' as mart,
        'campaign_share' as reason,
        campaign_amount as amount
    from referred_sales

    union all

    select
        'crm.sales' as full_name,
        'referral_value_summary' as mart,
        'credited_back' as reason,
        credit_amount as amount
    from referred_sales

    union all

    select
        'crm.sales' as full_name,
        'referral_value_summary' as mart,
        'campaign_share' as reason,
        campaign_amount as amount
    from referred_sales

),

final as (

    select
        full_name,
        mart,
        reason,
        cast(sum(amount) as decimal(28, 2)) as amount
    from gathered
    where amount <> 0
    group by full_name, mart, reason

)

select * from final
