with

unit_service_years as (

    select * from {{ ref('int_unit_service_years') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

bounded as (

    select
        unit_field_periods.unit_id,
        unit_field_periods.entered_on,
        least(
            unit_field_periods.left_on, {{ add_days('settings.as_of_date', 1) }}
        ) as left_on
    from unit_field_periods
    cross join settings

),

overlapped as (

    select
        unit_service_years.unit_id,
        unit_service_years.product_line,
        unit_service_years.region_id,
        unit_service_years.sale_year,
        unit_service_years.year_in_service,
        {{ days_between('unit_service_years.started_on', 'unit_service_years.ended_on') }}
            as days_in_year,
        greatest(bounded.entered_on, unit_service_years.started_on) as first_on,
        least(bounded.left_on, unit_service_years.ended_on) as end_on
    from unit_service_years
    inner join bounded on unit_service_years.unit_id = bounded.unit_id

),

final as (

    select
        unit_id,
        product_line,
        region_id,
        sale_year,
        year_in_service,
        days_in_year,
        first_on,
        end_on
    from overlapped
    where first_on < end_on

)

select * from final
