-- Fails with an alarm whose population, by build month, is not that of the units' field periods on
-- its day, cases that have left the field added, or whose cases do not add up over the months.
-- Does not test attributes that change with time, nor temperature bands.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'issue_commonality'}}}) }}
with

commonality as (

    select * from {{ ref('issue_commonality') }}
    where attribute = 'build_month'

),

cases as (

    select * from {{ ref('int_alarm_units') }}

),

units as (

    select * from {{ ref('dim_units') }}
    where built_on is not null and in_service_on is not null

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

reported as (

    select
        product_id,
        failure_mode,
        rule as rule_name,
        first_alarm_on,
        max(population) as population,
        max(cases) as cases,
        sum(cases_with) as cases_with
    from commonality
    group by product_id, failure_mode, rule, first_alarm_on

),

days as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        counted_on
    from cases
    group by product_id, failure_mode, rule_name, first_alarm_on, counted_on

),

at_risk as (

    select
        days.product_id,
        days.failure_mode,
        days.rule_name,
        days.first_alarm_on,
        units.unit_id
    from days
    inner join units on days.product_id = units.product_id
    inner join unit_field_periods
        on
            units.unit_id = unit_field_periods.unit_id
            and days.counted_on >= unit_field_periods.entered_on
            and days.counted_on < coalesce(unit_field_periods.left_on, cast('9999-12-31' as date))

    union

    select
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        cases.unit_id
    from cases
    inner join units on cases.unit_id = units.unit_id

),

counted as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        count(*) as population
    from at_risk
    group by product_id, failure_mode, rule_name, first_alarm_on

),

final as (

    select
        reported.product_id,
        reported.failure_mode,
        reported.rule_name,
        reported.first_alarm_on,
        reported.population,
        counted.population as population_recounted
    from reported
    left join counted
        on
            reported.product_id = counted.product_id
            and reported.failure_mode = counted.failure_mode
            and reported.rule_name = counted.rule_name
            and reported.first_alarm_on = counted.first_alarm_on
    where
        counted.population is null
        or reported.population <> counted.population
        or reported.cases <> reported.cases_with
)

select * from final
