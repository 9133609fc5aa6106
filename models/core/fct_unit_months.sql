with

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

dates as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

bounded as (

    select
        unit_field_periods.unit_id,
        unit_field_periods.entered_on,
        case
            when unit_field_periods.left_on <= settings.as_of_date then unit_field_periods.left_on
            else {{ add_days('settings.as_of_date', 1) }}
        end as left_on
    from unit_field_periods
    cross join settings

),

overlapped as (

    select
        bounded.unit_id,
        dates.month_start,
        dates.days_in_month,
        case
            when dates.month_start < bounded.entered_on then bounded.entered_on
            else dates.month_start
        end as first_on,
        case
            when {{ add_days('last_day(dates.month_start)', 1) }} < bounded.left_on
                then {{ add_days('last_day(dates.month_start)', 1) }}
            else bounded.left_on
        end as end_on
    from bounded
    inner join dates
        on
            cast(date_trunc('month', bounded.entered_on) as date) <= dates.month_start
            and bounded.left_on > dates.month_start

),

summed as (

    select
        unit_id,
        month_start,
        days_in_month,
        cast(sum({{ days_between('first_on', 'end_on') }}) as integer) as days_in_field
    from overlapped
    group by unit_id, month_start, days_in_month

),

final as (

    select
        summed.unit_id,
        summed.month_start,
        units.product_id,
        units.product_line,
        units.region_id,
        summed.days_in_field,
        summed.days_in_month,
        cast(summed.days_in_field as double) / summed.days_in_month as unit_months,
        -- decimals add up to the same sum in any order, so the dashboard's exposure is that of rows
        cast(
            cast(summed.days_in_field as double) / summed.days_in_month as decimal(18, 10)
        ) as exact_unit_months,
        cast(
            cast(summed.days_in_field as double) / (12 * summed.days_in_month) as decimal(18, 10)
        ) as exact_unit_years
    from summed
    inner join units on summed.unit_id = units.unit_id
    where summed.days_in_field > 0

)

select * from final
