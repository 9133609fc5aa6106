with

units as (

    select * from {{ ref('dim_units') }}

),

lifecycle_years as (

    select * from {{ ref('lifecycle_years') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

sold as (

    select
        units.unit_id,
        units.product_line,
        units.region_id,
        units.in_service_on,
        cast(extract(year from units.in_service_on) as integer) as sale_year
    from units
    cross join settings
    where units.is_own_brand and units.in_service_on <= settings.as_of_date

),

turned as (

    select
        sold.unit_id,
        sold.product_line,
        sold.region_id,
        sold.in_service_on,
        sold.sale_year,
        lifecycle_years.year_in_service,
        lifecycle_years.is_reported,
        {{ add_months('sold.in_service_on', '12 * (lifecycle_years.year_in_service - 1)') }}
            as turns_on,
        {{ add_months('sold.in_service_on', '12 * lifecycle_years.year_in_service') }}
            as next_turns_on
    from sold
    cross join lifecycle_years

),

-- one who began on 29 February completes a common year's twelve months on 1 March
final as (

    select
        unit_id,
        product_line,
        region_id,
        in_service_on,
        sale_year,
        year_in_service,
        is_reported,
        {{ add_days(
            'turns_on', 'extract(day from in_service_on) - extract(day from turns_on)'
        ) }} as started_on,
        case
            when is_reported then {{ add_days(
                'next_turns_on', 'extract(day from in_service_on) - extract(day from next_turns_on)'
            ) }}
        end as ended_on
    from turned

)

select * from final
