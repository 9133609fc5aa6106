with

monthly as (

    select * from {{ ref('warranty_cost_ratio') }}

),

yearly as (

    select * from {{ ref('warranty_cost_ratio_yearly') }}
    where product_line = 'all'

),

top_failure_parts as (

    select * from {{ ref('top_failure_parts') }}
    where product_line = 'all' and {{ adapter.quote('window') }} = '12m'

),

maintainability as (

    select * from {{ ref('maintainability') }}

),

revenue_postings as (

    select * from {{ ref('int_revenue_postings') }}

),

posted as (

    select
        sum(case when posting_kind = 'adjustment' then amount end) as adjustment_amount,
        sum(case when posting_kind = 'company_revenue' then amount end) as company_amount
    from revenue_postings

),

summed as (

    select
        'warranty_cost_ratio' as mart,
        sum(revenue_amount) as revenue_amount,
        sum(
            warranty_cost_gross_amount + goodwill_amount + recall_amount + extended_amount
            + other_claims_amount + unposted_amount
        ) as claim_amount,
        sum(supplier_recovery_amount) as recovery_amount
    from monthly

    union all

    select
        'warranty_cost_ratio_yearly' as mart,
        sum(revenue_amount) as revenue_amount,
        sum(
            warranty_cost_gross_amount + goodwill_amount + recall_amount + extended_amount
            + other_claims_amount + unposted_amount
        ) as claim_amount,
        sum(supplier_recovery_amount) as recovery_amount
    from yearly

),

-- the marts show revenue as one figure: what the other two tables bring is taken off it
final as (

    select
        'crm.sales' as full_name,
        summed.mart,
        coalesce(summed.revenue_amount, 0) - coalesce(posted.adjustment_amount, 0)
        - coalesce(posted.company_amount, 0) as amount
    from summed
    cross join posted

    union all

    select
        'crm.sale_adjustments' as full_name,
        summed.mart,
        posted.adjustment_amount as amount
    from summed
    cross join posted

    union all

    select
        'finance.company_revenue' as full_name,
        summed.mart,
        posted.company_amount as amount
    from summed
    cross join posted

    union all

    select
        'warranty.claim_lines' as full_name,
        mart,
        claim_amount as amount
    from summed

    union all

    select
        'warranty.supplier_recoveries' as full_name,
        mart,
        recovery_amount as amount
    from summed

    union all

    select
        'warranty.reserve_movements' as full_name,
        'warranty_cost_ratio_yearly' as mart,
        sum(accrual_amount) as amount
    from yearly

    union all

    select
        'warranty.claim_lines' as full_name,
        'top_failure_parts' as mart,
        sum(job_cost_amount) as amount
    from top_failure_parts

    union all

    select
        'warranty.claim_lines' as full_name,
        'maintainability' as mart,
        sum(yearly_amount) as amount
    from maintainability

)

select * from final
