with

unit_years_spanned as (

    select * from {{ ref('int_unit_years_spanned') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

-- a span opens with its days to the month's end and takes off those after its own end
turned as (

    select
        product_line,
        region_id,
        sale_year,
        year_in_service,
        first_on as turned_on,
        1 as sign
    from unit_years_spanned

    union all

    select
        product_line,
        region_id,
        sale_year,
        year_in_service,
        end_on as turned_on,
        -1 as sign
    from unit_years_spanned

),

counted as (

    select
        product_line,
        region_id,
        sale_year,
        year_in_service,
        cast(date_trunc('month', turned_on) as date) as month_start,
        cast(sum(sign) as bigint) as units_change,
        cast(sum(
            sign * (1 + {{ days_between('turned_on', 'last_day(turned_on)') }})
        ) as bigint) as days_change
    from turned
    group by
        product_line,
        region_id,
        sale_year,
        year_in_service,
        cast(date_trunc('month', turned_on) as date)

),

cohorts as (

    select
        product_line,
        region_id,
        sale_year,
        year_in_service,
        min(month_start) as first_month,
        max(month_start) as last_month
    from counted
    group by product_line, region_id, sale_year, year_in_service

),

densified as (

    select
        cohorts.product_line,
        cohorts.region_id,
        cohorts.sale_year,
        cohorts.year_in_service,
        months.month_start,
        months.days_in_month,
        coalesce(counted.days_change, 0) as days_change,
        coalesce(sum(counted.units_change) over (
            partition by
                cohorts.product_line,
                cohorts.region_id,
                cohorts.sale_year,
                cohorts.year_in_service
            order by months.month_start nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as units_at_start
    from cohorts
    inner join months
        on
            cohorts.first_month <= months.month_start
            and cohorts.last_month >= months.month_start
    left join counted
        on
            cohorts.product_line = counted.product_line
            and cohorts.region_id = counted.region_id
            and cohorts.sale_year = counted.sale_year
            and cohorts.year_in_service = counted.year_in_service
            and months.month_start = counted.month_start

),

final as (

    select
        month_start,
        product_line,
        region_id,
        sale_year,
        year_in_service,
        cast(units_at_start * days_in_month + days_change as bigint) as unit_days
    from densified
    where units_at_start * days_in_month + days_change > 0

)

select * from final
