with

claims as (

    select * from {{ ref('stg_warranty__claims') }}

),

claim_types as (

    select * from {{ ref('claim_types') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- no version is known before the ones that it follows, whatever day it bears itself
submitted as (

    select
        claims.claim_id,
        claims.claim_version,
        claims.unit_id,
        coalesce(nullif(units.product_id, 'unknown'), claims.product_id) as product_id,
        claims.failure_mode,
        claims.failed_on,
        claims.ambient_temp_c,
        claims.software_version,
        claim_types.is_failure,
        max(claims.submitted_on) over (
            partition by claims.claim_id
            order by claims.claim_version nulls first
            rows between unbounded preceding and current row
        ) as known_from,
        case when claims.status = 'denied' then claims.decided_on end as denied_on
    from claims
    inner join settings
        on
            claims.failed_on <= settings.as_of_date
            and claims.submitted_on <= settings.as_of_date
    inner join claim_types on claims.claim_type = claim_types.claim_type
    left join units on claims.unit_id = units.unit_id

),

followed as (

    select
        claim_id,
        claim_version,
        unit_id,
        product_id,
        failure_mode,
        failed_on,
        ambient_temp_c,
        software_version,
        is_failure,
        known_from,
        denied_on,
        lead(known_from, 1, cast('9999-12-31' as date)) over (
            partition by claim_id order by claim_version nulls first
        ) as followed_on
    from submitted

),

final as (

    select
        claim_id,
        claim_version,
        unit_id,
        product_id,
        failure_mode,
        failed_on,
        ambient_temp_c,
        software_version,
        is_failure,
        known_from,
        case when denied_on < followed_on then denied_on else followed_on end as known_until
    from followed

)

select * from final
