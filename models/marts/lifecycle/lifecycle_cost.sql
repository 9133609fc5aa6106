with

cohorts as (

    select * from {{ ref('int_cohorts_valued') }}

),

cohort_years as (

    select * from {{ ref('int_cohort_years_exposed') }}

),

cohort_costs as (

    select * from {{ ref('int_cohort_costs_known') }}

),

forecast as (

    select * from {{ ref('int_cohort_years_forecast') }}

),

final as (

    select
        cohort_years.product_line,
        cohort_years.sale_year,
        cohort_years.year_in_service,
        cohorts.units_sold,
        cohort_years.unit_years_at_risk,
        cohort_costs.warranty_amount,
        cohort_costs.field_service_amount,
        cohort_costs.parts_amount,
        cohort_costs.allocated_amount,
        cohort_costs.allocated_by_line_amount,
        cohort_costs.allocated_by_region_amount,
        cohort_costs.allocated_by_company_amount,
        cohort_costs.total_amount,
        forecast.cost_per_unit_year,
        forecast.cumulative_cost_per_unit,
        cohort_years.is_complete,
        forecast.expected_cost_per_unit_year,
        forecast.forecast_units,
        forecast.forecast_unit_years,
        forecast.cumulative_cost_per_unit_forecast,
        cohorts.manufacturing_cost_per_unit,
        {{ ratio(
            'forecast.cumulative_cost_per_unit_forecast', 'cohorts.manufacturing_cost_per_unit'
        ) }} as cost_to_manufacturing_ratio,
        cohorts.revenue_per_unit,
        cohorts.revenue_per_unit - cohorts.manufacturing_cost_per_unit
        - forecast.cumulative_cost_per_unit_forecast as true_margin_per_unit,
        forecast.evidence_grade,
        cohort_costs.components_missing
    from cohort_years
    inner join cohorts
        on
            cohort_years.product_line = cohorts.product_line
            and cohort_years.sale_year = cohorts.sale_year
    inner join cohort_costs
        on
            cohort_years.product_line = cohort_costs.product_line
            and cohort_years.sale_year = cohort_costs.sale_year
            and cohort_years.year_in_service = cohort_costs.year_in_service
    inner join forecast
        on
            cohort_years.product_line = forecast.product_line
            and cohort_years.sale_year = forecast.sale_year
            and cohort_years.year_in_service = forecast.year_in_service

)

select * from final
