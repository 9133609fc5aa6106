with

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

coverages as (

    select * from {{ ref('int_coverages_spanned') }}

),

coverage_scopes as (

    select coverage_scope from {{ ref('coverage_scopes') }}
    group by coverage_scope

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- after a return the unit is no longer the one that was sold, so its first period counts
lived as (

    select
        units.unit_id,
        units.product_id,
        units.product_line,
        units.region_id,
        units.in_service_on,
        case
            when unit_field_periods.left_on <= settings.as_of_date
                then {{ add_days('unit_field_periods.left_on', -1) }}
            else settings.as_of_date
        end as last_lived_on
    from unit_field_periods
    cross join settings
    inner join units
        on
            unit_field_periods.unit_id = units.unit_id
            and unit_field_periods.entered_on = units.in_service_on

),

watched as (

    select
        lived.unit_id,
        coalesce(products.model, lived.product_id) as model,
        lived.product_id,
        lived.product_line,
        lived.region_id,
        coverage_scopes.coverage_scope,
        lived.in_service_on,
        least(lived.last_lived_on, coverages.last_covered_on) as last_observed_on,
        coalesce(
            coverages.is_ended_by_usage and coverages.last_covered_on < lived.last_lived_on, false
        ) as is_ended_by_usage
    from lived
    cross join coverage_scopes
    inner join products on lived.product_id = products.product_id
    left join coverages
        on
            lived.unit_id = coverages.unit_id
            and coverage_scopes.coverage_scope = coverages.coverage_scope

),

counted as (

    select
        unit_id,
        coverage_scope,
        model,
        product_id,
        product_line,
        region_id,
        in_service_on,
        last_observed_on,
        cast({{ months_between('in_service_on', 'last_observed_on') }} as bigint)
            as months_observed,
        is_ended_by_usage
    from watched
    where in_service_on <= last_observed_on

),

final as (

    select
        unit_id,
        coverage_scope,
        model,
        product_id,
        product_line,
        region_id,
        in_service_on,
        last_observed_on,
        months_observed,
        cast(
            least(
                cast({{ days_between(
                    add_months('in_service_on', 'months_observed'), 'last_observed_on'
                ) }} + 1 as double)
                / {{ days_between(
                    add_months('in_service_on', 'months_observed'),
                    add_months('in_service_on', 'months_observed + 1')
                ) }},
                1
            ) as decimal(18, 9)
        ) as last_month_share,
        is_ended_by_usage
    from counted

)

select * from final
