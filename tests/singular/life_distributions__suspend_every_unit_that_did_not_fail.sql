-- Fails with a model and part without applications whose failures and suspensions are not all the
-- units of the model that were observed.
-- Does not test the figures of the fit; tests/python/test_golden_life_distributions.py does.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'life_distributions'}}}) }}
with

lives as (

    select * from {{ ref('life_distributions') }}

),

parts_fitted as (

    select * from {{ ref('int_parts_fitted') }}

),

units as (

    select * from {{ ref('int_units_observed') }}

),

observed as (

    select
        model,
        coverage_scope,
        count(*) as units
    from units
    group by model, coverage_scope

),

applied as (

    select part_no
    from parts_fitted
    group by part_no

),

final as (

    select
        lives.model,
        lives.part_no,
        lives.convention,
        lives.failures,
        lives.suspensions,
        observed.units
    from lives
    left join observed
        on lives.model = observed.model and lives.coverage_scope = observed.coverage_scope
    left join applied on lives.part_no = applied.part_no
    where
        lives.failures + lives.suspensions > coalesce(observed.units, 0)
        or (applied.part_no is null and lives.failures + lives.suspensions < observed.units)

)

select * from final
