with

cases as (

    select * from {{ ref('int_alarm_units') }}

),

attributes as (

    select * from {{ ref('int_unit_attributes_dated') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

-- what is removed on the day of failure was there, what is installed on it came with the repair
final as (

    select
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        cases.unit_id,
        attributes.attribute_name,
        attributes.subject,
        attributes.attribute_value,
        attributes.valid_from,
        attributes.valid_from < cases.failed_on
        and cases.failed_on <= attributes.valid_to as is_at_failure,
        attributes.valid_from <= cases.counted_on
        and cases.counted_on < attributes.valid_to
        and unit_field_periods.unit_id is not null as is_in_population
    from cases
    inner join attributes on cases.unit_id = attributes.unit_id
    left join unit_field_periods
        on
            cases.unit_id = unit_field_periods.unit_id
            and cases.counted_on >= unit_field_periods.entered_on
            and (
                unit_field_periods.left_on is null
                or cases.counted_on < unit_field_periods.left_on
            )

)

select * from final
