with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and not is_other_brand

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where line_type = 'labor'

),

products as (

    select * from {{ ref('dim_products') }}

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}
    where window_name = '12m'

),

-- two claims on one work order are one job; the separator keeps the two kinds of keys apart
placed as (

    select
        coalesce(products.model, claims.product_id, 'unknown') as model,
        coalesce(claim_lines.labor_operation, 'unknown') as labor_operation,
        coalesce('job' || chr(31) || claims.work_order_id, 'claim' || chr(31) || claims.claim_id)
            as job_id,
        cast(claim_lines.labor_hours as decimal(28, 2)) as hours,
        cast(claim_lines.standard_hours as decimal(28, 2)) as standard_hours,
        claim_lines.labor_hours is not null and claim_lines.standard_hours > 0 as is_compared,
        claim_lines.cost_amount,
        claims.failed_on between failure_windows.starts_on and failure_windows.ends_on as is_yearly
    from claim_lines
    cross join failure_windows
    inner join claims on claim_lines.claim_id = claims.claim_id
    left join products on claims.product_id = products.product_id

),

final as (

    select
        model,
        labor_operation,
        job_id,
        sum(hours) as hours,
        sum(case when is_compared then hours end) as compared_hours,
        sum(case when is_compared then standard_hours end) as standard_hours,
        max(case when is_yearly then 1 else 0 end) = 1 as is_yearly,
        sum(case when is_yearly then hours end) as yearly_hours,
        cast(sum(case when is_yearly then cost_amount end) as decimal(28, 2)) as yearly_amount
    from placed
    group by model, labor_operation, job_id

)

select * from final
