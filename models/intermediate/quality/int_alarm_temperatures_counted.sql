with

cases as (

    select * from {{ ref('int_alarm_units') }}

),

usage_daily as (

    select * from {{ ref('stg_telemetry__usage_daily') }}
    where min_temp_c is not null

),

units as (

    select * from {{ ref('dim_units') }}

),

exposures as (

    select * from {{ ref('int_product_age_exposures') }}

),

temperature_bands as (

    select * from {{ ref('temperature_bands') }}

),

alarms as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        window_start,
        counted_on,
        count(ambient_temp_c) as cases
    from cases
    group by product_id, failure_mode, rule_name, first_alarm_on, window_start, counted_on

),

banded_cases as (

    select
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        temperature_bands.band_name,
        count(*) as cases_with
    from cases
    inner join temperature_bands
        on
            cases.ambient_temp_c >= temperature_bands.from_c
            and cases.ambient_temp_c < temperature_bands.below_c
    group by
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        temperature_bands.band_name

),

product_days as (

    select
        units.product_id,
        usage_daily.usage_on,
        temperature_bands.band_name,
        count(*) as unit_days
    from usage_daily
    inner join units on usage_daily.unit_id = units.unit_id
    inner join temperature_bands
        on
            usage_daily.min_temp_c >= temperature_bands.from_c
            and usage_daily.min_temp_c < temperature_bands.below_c
    group by units.product_id, usage_daily.usage_on, temperature_bands.band_name

),

lived as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.first_alarm_on,
        alarms.cases,
        temperature_bands.band_name,
        sum(
            case
                when temperature_bands.band_name = product_days.band_name
                    then product_days.unit_days
                else 0
            end
        ) as unit_days_with,
        sum(product_days.unit_days) as unit_days
    from alarms
    cross join temperature_bands
    left join product_days
        on
            alarms.product_id = product_days.product_id
            and alarms.window_start <= product_days.usage_on
            and alarms.counted_on >= product_days.usage_on
    group by
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.first_alarm_on,
        alarms.cases,
        temperature_bands.band_name

),

fielded as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.first_alarm_on,
        sum(exposures.units) as units
    from alarms
    inner join exposures
        on
            alarms.product_id = exposures.product_id
            and alarms.counted_on = exposures.date_day
    group by
        alarms.product_id, alarms.failure_mode, alarms.rule_name, alarms.first_alarm_on

),

-- the population has no one temperature: it counts in a band by its share of measured unit-days
final as (

    select
        lived.product_id,
        lived.failure_mode,
        lived.rule_name,
        lived.first_alarm_on,
        'temperature_band' as attribute_name,
        lived.band_name as attribute_value,
        coalesce(banded_cases.cases_with, 0) as cases_with,
        lived.cases,
        case
            when lived.unit_days > 0
                then cast(
                    round(
                        cast(lived.unit_days_with as double) / lived.unit_days
                        * (greatest(fielded.units, lived.cases) - lived.cases)
                    ) as bigint
                )
                + coalesce(banded_cases.cases_with, 0)
        end as population_with,
        case
            when lived.unit_days > 0 then cast(greatest(fielded.units, lived.cases) as bigint)
        end as population
    from lived
    left join fielded
        on
            lived.product_id = fielded.product_id
            and lived.failure_mode = fielded.failure_mode
            and lived.rule_name = fielded.rule_name
            and lived.first_alarm_on = fielded.first_alarm_on
    left join banded_cases
        on
            lived.product_id = banded_cases.product_id
            and lived.failure_mode = banded_cases.failure_mode
            and lived.rule_name = banded_cases.rule_name
            and lived.first_alarm_on = banded_cases.first_alarm_on
            and lived.band_name = banded_cases.band_name

)

select * from final
