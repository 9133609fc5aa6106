with

attributes as (

    select * from {{ ref('int_unit_attributes_dated') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

borne as (

    select
        attributes.product_id,
        attributes.attribute_name,
        attributes.subject,
        attributes.attribute_value,
        greatest(attributes.valid_from, unit_field_periods.entered_on) as first_on,
        least(attributes.valid_to, unit_field_periods.left_on) as end_on
    from attributes
    inner join unit_field_periods on attributes.unit_id = unit_field_periods.unit_id

),

changed as (

    select
        product_id,
        attribute_name,
        subject,
        attribute_value,
        first_on as changed_on,
        1 as units
    from borne
    where first_on < end_on

    union all

    select
        product_id,
        attribute_name,
        subject,
        attribute_value,
        end_on as changed_on,
        -1 as units
    from borne
    where first_on < end_on

),

final as (

    select
        product_id,
        attribute_name,
        subject,
        attribute_value,
        changed_on,
        cast(sum(units) as bigint) as units
    from changed
    group by product_id, attribute_name, subject, attribute_value, changed_on

)

select * from final
