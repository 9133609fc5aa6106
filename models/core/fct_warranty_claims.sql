with

claims as (

    select * from {{ ref('int_claims_selected') }}

),

claims_placed as (

    select * from {{ ref('int_claims_placed') }}

),

claim_lines as (

    select * from {{ ref('int_claim_lines_valued') }}

),

service_cost_months as (

    select * from {{ ref('int_service_cost_months') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'own_claims_in_service_costs'

),

-- lines are summed to the claim before anything is joined to it
summed as (

    select
        claim_id,
        cast(sum(cost_amount) as decimal(28, 2)) as cost_amount
    from claim_lines
    group by claim_id

),

costed as (

    select
        claims.claim_id,
        claims_placed.operator = 'own'
        and claims.is_counting
        and service_cost_months.month_start is not null
        and assumptions.value = 1 as is_own_claim,
        coalesce(summed.cost_amount, 0) as cost_amount
    from claims
    inner join claims_placed on claims.claim_id = claims_placed.claim_id
    left join summed on claims.claim_id = summed.claim_id
    left join service_cost_months
        on cast(date_trunc('month', claims.posted_on) as date) = service_cost_months.month_start
    left join assumptions
        on claims.posted_on >= assumptions.valid_from and claims.posted_on < assumptions.valid_to

),

final as (

    select
        claims.claim_id,
        claims.claim_version,
        claims.unit_id,
        claims_placed.product_id,
        claims_placed.product_line,
        claims_placed.is_other_brand,
        claims_placed.region_id,
        claims_placed.service_center_id,
        claims.work_order_id,
        claims.claim_type,
        claims.cost_stream,
        claims.is_failure,
        claims.status,
        claims.denial_reason,
        claims.is_counting,
        claims.posted_on is not null as is_posted,
        claims.failed_on,
        claims.submitted_on,
        claims.decided_on,
        claims.posted_on,
        cast(date_trunc('month', claims.posted_on) as date) as posted_month,
        claims.value_on,
        claims.currency,
        claims.failure_mode,
        claims.usage_at_failure,
        claims.ambient_temp_c,
        claims.software_version,
        cast(costed.cost_amount as decimal(28, 2)) as cost_amount,
        coalesce(costed.is_own_claim, false) as is_own_claim,
        claims.is_counting and claims.posted_on is not null
        and not coalesce(costed.is_own_claim, false) as is_ledger_w
    from claims
    inner join claims_placed on claims.claim_id = claims_placed.claim_id
    inner join costed on claims.claim_id = costed.claim_id

)

select * from final
