with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure

),

coverage_scopes as (

    select * from {{ ref('coverage_scopes') }}
    where is_decisive

),

units as (

    select
        unit_id,
        model
    from {{ ref('int_units_observed') }}
    group by unit_id, model

),

claimed as (

    select
        units.model,
        coalesce(nullif(claims.failure_mode, 'all'), 'unknown') as failure_mode,
        count(case when coverage_scopes.coverage_scope = 'general' then 1 end) as general_claims,
        count(case when coverage_scopes.coverage_scope = 'powertrain' then 1 end)
            as powertrain_claims
    from claims
    inner join units on claims.unit_id = units.unit_id
    left join coverage_scopes on claims.claim_type = coverage_scopes.coverage_type
    group by units.model, coalesce(nullif(claims.failure_mode, 'all'), 'unknown')

),

-- one claim on the shorter coverage is enough: watching too short loses rows, too long misleads
final as (

    select
        model,
        failure_mode,
        case
            when powertrain_claims > 0 and general_claims = 0 then 'powertrain'
            else 'general'
        end as coverage_scope
    from claimed

    union all

    select
        model,
        'all' as failure_mode,
        'general' as coverage_scope
    from units
    group by model

)

select * from final
