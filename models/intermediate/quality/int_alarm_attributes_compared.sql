with

attributes as (

    select * from {{ ref('int_alarm_attributes_counted') }}

),

temperatures as (

    select * from {{ ref('int_alarm_temperatures_counted') }}

),

software_claimed as (

    select * from {{ ref('int_alarm_software_claimed') }}

),

gathered as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cases_with,
        cases,
        population_with,
        population
    from attributes

    union all

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cases_with,
        cases,
        population_with,
        population
    from temperatures

    union all

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cases_with,
        cases,
        cast(null as bigint) as population_with,
        cast(null as bigint) as population
    from software_claimed

),

-- a value that no case bears is a test too, with a probability of 1
tested as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cast(cases_with as bigint) as cases_with,
        cast(cases as bigint) as cases,
        population_with,
        population,
        count(population_with) over (
            partition by product_id, failure_mode, rule_name, first_alarm_on
        ) as values_tested
    from gathered

),

final as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cases_with,
        cases,
        population_with,
        population,
        values_tested
    from tested
    where cases_with > 0

)

select * from final
