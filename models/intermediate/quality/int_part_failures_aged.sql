with

failure_events as (

    select * from {{ ref('int_failure_events') }}
    where part_no <> 'unknown'

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

coverage_scopes as (

    select * from {{ ref('coverage_scopes') }}
    where is_decisive

),

units as (

    select * from {{ ref('int_units_observed') }}

),

models as (

    select
        unit_id,
        model
    from units
    group by unit_id, model

),

-- one claim on the shorter coverage is enough: watching too short loses rows, too long misleads
scoped as (

    select
        models.model,
        failure_events.part_no,
        case
            when
                count(case when coverage_scopes.coverage_scope = 'powertrain' then 1 end) > 0
                and count(case when coverage_scopes.coverage_scope = 'general' then 1 end) = 0
                then 'powertrain'
            else 'general'
        end as coverage_scope
    from failure_events
    inner join claims on failure_events.claim_id = claims.claim_id
    inner join models on failure_events.unit_id = models.unit_id
    left join coverage_scopes on claims.claim_type = coverage_scopes.coverage_type
    group by models.model, failure_events.part_no

),

final as (

    select
        units.model,
        failure_events.part_no,
        units.unit_id,
        scoped.coverage_scope,
        units.product_id,
        units.months_observed,
        min(cast({{ months_between('units.in_service_on', 'failure_events.failed_on') }} as bigint))
            as months_in_service
    from failure_events
    inner join units
        on
            failure_events.unit_id = units.unit_id
            and failure_events.failed_on >= units.in_service_on
            and failure_events.failed_on <= units.last_observed_on
    inner join scoped
        on
            units.model = scoped.model
            and units.coverage_scope = scoped.coverage_scope
            and failure_events.part_no = scoped.part_no
    group by
        units.model,
        failure_events.part_no,
        units.unit_id,
        scoped.coverage_scope,
        units.product_id,
        units.months_observed

)

select * from final
