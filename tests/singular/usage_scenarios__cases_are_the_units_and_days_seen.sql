-- Fails when the cases of measured cold or starts are not the units and days of telemetry beyond
-- the threshold, counted anew from staging among units in the field.
-- Does not test cases that jobs and claims tell of.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'usage_scenarios'}}}) }}
with

usage_scenarios as (

    select * from {{ ref('usage_scenarios') }}

),

readings as (

    select * from {{ ref('stg_telemetry__usage_daily') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption in ('extreme_cold_c', 'many_starts_per_day')

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

shown as (

    select coalesce(sum(telemetry_cases), 0) as cases
    from usage_scenarios

),

expected as (

    select count(*) as cases
    from readings
    cross join settings
    inner join unit_field_periods
        on
            readings.unit_id = unit_field_periods.unit_id
            and readings.usage_on >= unit_field_periods.entered_on
            and coalesce(readings.usage_on < unit_field_periods.left_on, true)
    inner join assumptions
        on
            readings.usage_on >= assumptions.valid_from
            and readings.usage_on < assumptions.valid_to
            and case
                when assumptions.assumption = 'extreme_cold_c'
                    then readings.min_temp_c <= assumptions.value
                else readings.starts >= assumptions.value
            end
    where readings.usage_on <= settings.as_of_date

),

final as (

    select
        shown.cases,
        expected.cases as cases_expected
    from shown
    cross join expected
    where shown.cases <> expected.cases

)

select * from final
