with

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_dated') }}

),

first_versions as (

    select
        claim_id,
        min(known_from) as reported_on
    from claim_versions
    group by claim_id

),

-- a failure without a mode is named by its part
final as (

    select
        failure_events.claim_id,
        failure_events.part_no,
        coalesce(claims.product_id, 'unknown') as product_id,
        failure_events.product_line,
        coalesce(claims.failure_mode, 'unknown') as failure_mode,
        failure_events.failed_on,
        cast(date_trunc('month', failure_events.failed_on) as date) as failed_month,
        first_versions.reported_on,
        claims.ambient_temp_c,
        failure_events.job_cost_amount
    from failure_events
    inner join claims on failure_events.claim_id = claims.claim_id
    inner join first_versions on failure_events.claim_id = first_versions.claim_id

)

select * from final
