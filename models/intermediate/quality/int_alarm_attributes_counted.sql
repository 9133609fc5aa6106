with

alarms as (

    select * from {{ ref('int_alarms_raised') }}
    where day_no = 1

),

cases_attributed as (

    select * from {{ ref('int_alarm_cases_attributed') }}

),

changes as (

    select * from {{ ref('int_product_attributes_changed') }}

),

-- units of the product in the field that day, cases among them
fielded as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.raised_on as first_alarm_on,
        changes.attribute_name,
        changes.subject,
        changes.attribute_value,
        sum(changes.units) as units
    from alarms
    inner join changes
        on
            alarms.product_id = changes.product_id
            and alarms.raised_on >= changes.changed_on
            and alarms.window_end > changes.changed_on
    group by
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.raised_on,
        changes.attribute_name,
        changes.subject,
        changes.attribute_value

),

failed as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        subject,
        attribute_value,
        count(distinct case when is_at_failure then unit_id end) as cases_with,
        count(distinct case when is_in_population then unit_id end) as cases_in_population
    from cases_attributed
    group by
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        subject,
        attribute_value

),

-- a case counts with what it bore when it failed, every other unit with what it bears that day
combined as (

    select
        fielded.product_id,
        fielded.failure_mode,
        fielded.rule_name,
        fielded.first_alarm_on,
        fielded.attribute_name,
        fielded.subject,
        fielded.attribute_value,
        coalesce(failed.cases_with, 0) as cases_with,
        fielded.units - coalesce(failed.cases_in_population, 0)
        + coalesce(failed.cases_with, 0) as population_with
    from fielded
    left join failed
        on
            fielded.product_id = failed.product_id
            and fielded.failure_mode = failed.failure_mode
            and fielded.rule_name = failed.rule_name
            and fielded.first_alarm_on = failed.first_alarm_on
            and fielded.attribute_name = failed.attribute_name
            and fielded.subject = failed.subject
            and fielded.attribute_value = failed.attribute_value

),

final as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cast(cases_with as bigint) as cases_with,
        cast(
            sum(cases_with) over (
                partition by
                    product_id, failure_mode, rule_name, first_alarm_on, attribute_name, subject
            ) as bigint
        ) as cases,
        cast(population_with as bigint) as population_with,
        cast(
            sum(population_with) over (
                partition by
                    product_id, failure_mode, rule_name, first_alarm_on, attribute_name, subject
            ) as bigint
        ) as population
    from combined
    where population_with > 0

)

select * from final
