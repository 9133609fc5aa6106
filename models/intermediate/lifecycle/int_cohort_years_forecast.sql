with

cohort_years as (

    select * from {{ ref('int_cohort_years_exposed') }}

),

cohort_costs as (

    select * from {{ ref('int_cohort_costs_known') }}

),

cohorts as (

    select * from {{ ref('int_cohorts_valued') }}

),

rated as (

    select
        cohort_years.product_line,
        cohort_years.sale_year,
        cohort_years.year_in_service,
        cohort_years.unit_years_at_risk,
        cohort_years.is_complete,
        cohorts.units_sold,
        cohort_costs.total_amount,
        cast(cohort_costs.total_amount as double) / nullif(cohort_years.unit_years_at_risk, 0)
            as cost_per_unit_year
    from cohort_years
    inner join cohort_costs
        on
            cohort_years.product_line = cohort_costs.product_line
            and cohort_years.sale_year = cohort_costs.sale_year
            and cohort_years.year_in_service = cohort_costs.year_in_service
    left join cohorts
        on
            cohort_years.product_line = cohorts.product_line
            and cohort_years.sale_year = cohorts.sale_year

),

-- summed as decimals, which add up alike in any order
summed as (

    select
        product_line,
        year_in_service,
        sum(units_sold) as forecast_units,
        sum(total_amount) as total_amount,
        cast(sum(cast(unit_years_at_risk as decimal(38, 12))) as double) as forecast_unit_years
    from rated
    where is_complete
    group by product_line, year_in_service

),

completed as (

    select
        product_line,
        year_in_service,
        forecast_units,
        forecast_unit_years,
        cast(total_amount as double) / nullif(forecast_unit_years, 0) as cost_per_unit_year
    from summed

),

expected as (

    select
        rated.product_line,
        rated.sale_year,
        rated.year_in_service,
        rated.is_complete,
        rated.cost_per_unit_year,
        case
            when rated.is_complete then rated.cost_per_unit_year
            else completed.cost_per_unit_year
        end as expected_cost_per_unit_year,
        case
            when not rated.is_complete and completed.cost_per_unit_year is not null
                then completed.forecast_units
        end as forecast_units,
        case
            when not rated.is_complete and completed.cost_per_unit_year is not null
                then completed.forecast_unit_years
        end as forecast_unit_years
    from rated
    left join completed
        on
            rated.product_line = completed.product_line
            and rated.year_in_service = completed.year_in_service

),

-- both sums run from the first year, and one unknown year leaves every later sum unknown
cumulated as (

    select
        product_line,
        sale_year,
        year_in_service,
        cost_per_unit_year,
        expected_cost_per_unit_year,
        forecast_units,
        forecast_unit_years,
        sum(cost_per_unit_year) over years_so_far as actual_sum,
        count(cost_per_unit_year) over years_so_far as actual_years,
        sum(expected_cost_per_unit_year) over years_so_far as expected_sum,
        count(expected_cost_per_unit_year) over years_so_far as expected_years,
        min(case when is_complete then 1 else 0 end) over years_so_far as all_complete
    from expected
    window
        years_so_far as (
            partition by product_line, sale_year
            order by year_in_service nulls last
            rows between unbounded preceding and current row
        )

),

final as (

    select
        product_line,
        sale_year,
        year_in_service,
        cost_per_unit_year,
        case when actual_years = year_in_service then actual_sum end as cumulative_cost_per_unit,
        expected_cost_per_unit_year,
        cast(forecast_units as bigint) as forecast_units,
        forecast_unit_years,
        case when expected_years = year_in_service then expected_sum end
            as cumulative_cost_per_unit_forecast,
        case
            when expected_years < year_in_service then null
            when all_complete = 1 then 'measured'
            else 'modelled'
        end as evidence_grade
    from cumulated

)

select * from final
