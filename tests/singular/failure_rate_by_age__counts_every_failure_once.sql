-- Fails with a model whose events, over all ages, are not the counting failures that its units had
-- while they were observed, or whose youngest cohort is not all of these units.
-- Does not test when observation ends; tests/python/test_golden_failure_ages.py does.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'failure_rate_by_age'}}}) }}
with

ages as (

    select * from {{ ref('failure_rate_by_age') }}
    where failure_mode = 'all'

),

units as (

    select * from {{ ref('int_units_observed') }}
    where coverage_scope = 'general'

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure

),

published as (

    select
        model,
        sum(events) as events,
        max(cohort_units) as units
    from ages
    group by model

),

failed as (

    select
        units.model,
        count(*) as events
    from claims
    inner join units on claims.unit_id = units.unit_id
    where claims.failed_on between units.in_service_on and units.last_observed_on
    group by units.model

),

observed as (

    select
        model,
        count(*) as units
    from units
    group by model

),

final as (

    select
        observed.model,
        published.events as published_events,
        failed.events as counted_events,
        published.units as published_units,
        observed.units as counted_units
    from observed
    left join published on observed.model = published.model
    left join failed on observed.model = failed.model
    where
        published.model is null
        or published.events <> coalesce(failed.events, 0)
        or published.units <> observed.units

)

select * from final
