with

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}

),

costs_allocated as (

    select * from {{ ref('int_costs_allocated') }}

),

cohort_years as (

    select * from {{ ref('int_cohort_years_exposed') }}

),

gathered as (

    select
        component,
        cast(null as string) as pool,
        product_line,
        sale_year,
        year_in_service,
        amount
    from costs_placed
    where place = 'in_cohorts'

    union all

    select
        'allocated' as component,
        pool,
        product_line,
        sale_year,
        year_in_service,
        amount
    from costs_allocated

),

final as (

    select
        cohort_years.product_line,
        cohort_years.sale_year,
        cohort_years.year_in_service,
        cast(
            coalesce(sum(case when gathered.component = 'warranty' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as warranty_amount,
        cast(coalesce(
            sum(case when gathered.component = 'field_service' then gathered.amount end), 0
        ) as decimal(28, 2)) as field_service_amount,
        cast(
            coalesce(sum(case when gathered.component = 'parts' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as parts_amount,
        cast(
            coalesce(sum(case when gathered.component = 'allocated' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as allocated_amount,
        cast(
            coalesce(sum(case when gathered.pool = 'line' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as allocated_by_line_amount,
        cast(
            coalesce(sum(case when gathered.pool = 'region' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as allocated_by_region_amount,
        cast(
            coalesce(sum(case when gathered.pool = 'company' then gathered.amount end), 0)
            as decimal(28, 2)
        ) as allocated_by_company_amount
    from cohort_years
    left join gathered
        on
            cohort_years.product_line = gathered.product_line
            and cohort_years.sale_year = gathered.sale_year
            and cohort_years.year_in_service = gathered.year_in_service
    group by cohort_years.product_line, cohort_years.sale_year, cohort_years.year_in_service

)

select * from final
