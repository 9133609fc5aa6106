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

rated as (

    select
        cohort_years.product_line,
        cohort_years.sale_year,
        cohort_years.year_in_service,
        cast(cohort_costs.total_amount as double) / nullif(cohort_years.unit_years_at_risk, 0)
            as cost_per_unit_year
    from cohort_years
    inner join cohort_costs
        on
            cohort_years.product_line = cohort_costs.product_line
            and cohort_years.sale_year = cohort_costs.sale_year
            and cohort_years.year_in_service = cohort_costs.year_in_service

),

-- a sum over the years so far is known when each of them is
cumulated as (

    select
        product_line,
        sale_year,
        year_in_service,
        cost_per_unit_year,
        case
            when
                year_in_service = count(cost_per_unit_year) over (
                    partition by product_line, sale_year
                    order by year_in_service nulls last
                    rows between unbounded preceding and current row
                )
                then sum(cost_per_unit_year) over (
                    partition by product_line, sale_year
                    order by year_in_service nulls last
                    rows between unbounded preceding and current row
                )
        end as cumulative_cost_per_unit
    from rated

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
        cohort_costs.total_amount,
        cumulated.cost_per_unit_year,
        cumulated.cumulative_cost_per_unit,
        cohort_years.is_complete,
        cast(null as double) as cumulative_cost_per_unit_forecast,
        cohorts.manufacturing_cost_per_unit,
        cast(null as double) as cost_to_manufacturing_ratio,
        cohorts.revenue_per_unit,
        cast(null as double) as true_margin_per_unit,
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
    inner join cumulated
        on
            cohort_years.product_line = cumulated.product_line
            and cohort_years.sale_year = cumulated.sale_year
            and cohort_years.year_in_service = cumulated.year_in_service

)

select * from final
