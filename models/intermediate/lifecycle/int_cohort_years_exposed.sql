with

unit_service_years as (

    select * from {{ ref('int_unit_service_years') }}
    where is_reported

),

unit_years_spanned as (

    select * from {{ ref('int_unit_years_spanned') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

cohort_years as (

    select
        product_line,
        sale_year,
        year_in_service,
        max(ended_on) as last_ended_on
    from unit_service_years
    group by product_line, sale_year, year_in_service

),

-- years of 365 and of 366 days apart, so that whole days are summed before they are divided
lived as (

    select
        product_line,
        sale_year,
        year_in_service,
        days_in_year,
        sum({{ days_between('first_on', 'end_on') }}) as unit_days
    from unit_years_spanned
    group by product_line, sale_year, year_in_service, days_in_year

),

exposed as (

    select
        product_line,
        sale_year,
        year_in_service,
        sum(cast(unit_days as double) / nullif(days_in_year, 0)) as unit_years
    from lived
    group by product_line, sale_year, year_in_service

),

final as (

    select
        cohort_years.product_line,
        cohort_years.sale_year,
        cohort_years.year_in_service,
        coalesce(exposed.unit_years, 0) as unit_years_at_risk,
        cohort_years.last_ended_on <= {{ add_days('settings.as_of_date', 1) }} as is_complete
    from cohort_years
    cross join settings
    left join exposed
        on
            cohort_years.product_line = exposed.product_line
            and cohort_years.sale_year = exposed.sale_year
            and cohort_years.year_in_service = exposed.year_in_service

)

select * from final
