-- Fails with a counting claim whose shares over its causal parts do not add up to its cost, or that
-- is no event although it is a failure of the own brand.
-- Does not test which parts are causal.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'top_failure_parts'}}}) }}
with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure and not is_other_brand

),

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

summed as (

    select
        claim_id,
        sum(job_cost_amount) as job_cost_amount
    from failure_events
    group by claim_id

),

final as (

    select
        claims.claim_id,
        claims.cost_amount,
        summed.job_cost_amount
    from claims
    full outer join summed on claims.claim_id = summed.claim_id
    where
        claims.claim_id is null
        or summed.claim_id is null
        or claims.cost_amount <> summed.job_cost_amount

)

select * from final
