with

unit_service_years as (

    select * from {{ ref('int_unit_service_years') }}
    where year_in_service = 1

),

unit_values as (

    select * from {{ ref('int_unit_values_compared') }}

),

final as (

    select
        unit_service_years.product_line,
        unit_service_years.sale_year,
        count(*) as units_sold,
        cast(sum(unit_values.manufacturing_cost_amount) as double)
        / nullif(count(unit_values.manufacturing_cost_amount), 0) as manufacturing_cost_per_unit,
        cast(sum(unit_values.revenue_amount) as double)
        / nullif(count(unit_values.revenue_amount), 0) as revenue_per_unit
    from unit_service_years
    inner join unit_values on unit_service_years.unit_id = unit_values.unit_id
    group by unit_service_years.product_line, unit_service_years.sale_year

)

select * from final
