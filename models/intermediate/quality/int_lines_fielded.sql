with

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        units.product_line,
        count(distinct unit_field_periods.unit_id) as units_in_field
    from unit_field_periods
    cross join settings
    inner join units on unit_field_periods.unit_id = units.unit_id
    where unit_field_periods.entered_on <= settings.as_of_date
    group by units.product_line

)

select * from final
