with

claims as (

    select * from {{ ref('stg_warranty__claims') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

claim_statuses as (

    select * from {{ ref('claim_statuses') }}

),

claim_types as (

    select * from {{ ref('claim_types') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

-- a version whose failure or submission lies after the as-of date is not known yet
known as (

    select
        claims.claim_id,
        max(claims.claim_version) as claim_version
    from claims
    cross join settings
    where claims.failed_on <= settings.as_of_date and claims.submitted_on <= settings.as_of_date
    group by claims.claim_id

),

selected as (

    select
        claims.claim_id,
        claims.claim_version,
        claims.unit_id,
        claims.product_id,
        claims.service_center_id,
        claims.work_order_id,
        claims.claim_type,
        claims.status,
        claims.denial_reason,
        claims.failed_on,
        claims.submitted_on,
        claims.decided_on,
        claims.posted_on,
        coalesce(claims.posted_on, claims.decided_on, claims.submitted_on) as value_on,
        claims.currency,
        claims.failure_mode,
        claims.usage_at_failure,
        claims.ambient_temp_c,
        claims.software_version
    from claims
    inner join known
        on claims.claim_id = known.claim_id and claims.claim_version = known.claim_version

),

final as (

    select
        selected.claim_id,
        selected.claim_version,
        selected.unit_id,
        selected.product_id,
        selected.service_center_id,
        selected.work_order_id,
        selected.claim_type,
        claim_types.cost_stream,
        claim_types.is_failure,
        selected.status,
        selected.denial_reason,
        claim_statuses.is_counting,
        selected.failed_on,
        selected.submitted_on,
        selected.decided_on,
        selected.posted_on,
        selected.value_on,
        selected.currency,
        rates.rate,
        selected.failure_mode,
        selected.usage_at_failure,
        selected.ambient_temp_c,
        selected.software_version
    from selected
    inner join claim_types on selected.claim_type = claim_types.claim_type
    inner join claim_statuses on selected.status = claim_statuses.claim_status
    left join rates
        on
            selected.currency = rates.currency
            and selected.value_on >= rates.valid_from
            and selected.value_on < rates.valid_to

)

select * from final
