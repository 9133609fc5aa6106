with

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        unit_field_periods.unit_id,
        unit_field_periods.entered_on
    from unit_field_periods
    inner join settings
        on
            unit_field_periods.entered_on <= settings.as_of_date
            and coalesce(unit_field_periods.left_on, cast('9999-12-31' as date))
            > settings.as_of_date

)

select * from final
