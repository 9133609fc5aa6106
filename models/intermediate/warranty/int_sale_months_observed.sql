with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand

),

field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

dated as (

    select
        units.product_line,
        units.in_service_on,
        field_periods.entered_on,
        least(
            coalesce(field_periods.left_on, settings.as_of_date), settings.as_of_date
        ) as ends_on
    from field_periods
    cross join settings
    inner join units on field_periods.unit_id = units.unit_id
    where field_periods.entered_on <= settings.as_of_date

),

-- a unit that comes back is observed again from the next month of service that it begins
ranged as (

    select
        product_line,
        cast(date_trunc('month', in_service_on) as date) as sale_month,
        case
            when entered_on = in_service_on then 0
            else 1 + {{ months_between('in_service_on', add_days('entered_on', -1)) }}
        end as first_month_in_service,
        {{ months_between('in_service_on', 'ends_on') }} as last_month_in_service
    from dated

),

final as (

    select
        product_line,
        sale_month,
        cast(first_month_in_service as integer) as first_month_in_service,
        cast(last_month_in_service as integer) as last_month_in_service,
        count(*) as units
    from ranged
    where first_month_in_service <= last_month_in_service
    group by product_line, sale_month, first_month_in_service, last_month_in_service

)

select * from final
