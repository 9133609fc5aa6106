with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure

),

failure_modes as (

    select * from {{ ref('int_failure_modes_covered') }}

),

units as (

    select * from {{ ref('int_units_observed') }}

),

aged as (

    select
        claims.claim_id,
        failure_modes.failure_mode,
        failure_modes.coverage_scope,
        units.model,
        units.unit_id,
        units.product_line,
        units.region_id,
        units.months_observed,
        claims.failed_on,
        cast({{ months_between('units.in_service_on', 'claims.failed_on') }} as bigint)
            as months_in_service
    from claims
    inner join units
        on
            claims.unit_id = units.unit_id
            and claims.failed_on >= units.in_service_on
            and claims.failed_on <= units.last_observed_on
    inner join failure_modes
        on
            units.model = failure_modes.model
            and units.coverage_scope = failure_modes.coverage_scope
            and failure_modes.failure_mode in (
                'all', coalesce(nullif(claims.failure_mode, 'all'), 'unknown')
            )

),

final as (

    select
        claim_id,
        failure_mode,
        coverage_scope,
        model,
        unit_id,
        product_line,
        region_id,
        months_observed,
        failed_on,
        months_in_service,
        row_number() over (
            partition by failure_mode, unit_id
            order by failed_on asc nulls last, claim_id asc nulls last
        ) = 1 as is_first_failure
    from aged

)

select * from final
