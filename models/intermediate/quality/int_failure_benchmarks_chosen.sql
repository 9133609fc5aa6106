with

failure_benchmarks as (

    select * from {{ ref('stg_parts__failure_benchmarks') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

lines as (

    select product_line from products
    union
    select 'all' as product_line from products

),

categories as (

    select part_category
    from failure_benchmarks
    group by part_category

),

final as (

    select
        categories.part_category,
        lines.product_line,
        cast(
            coalesce(
                own_lines.failures_per_1000_unit_months,
                all_lines.failures_per_1000_unit_months
            ) as double
        ) as benchmark_rate
    from categories
    cross join lines
    left join failure_benchmarks as own_lines
        on
            categories.part_category = own_lines.part_category
            and lines.product_line = own_lines.product_line
    left join failure_benchmarks as all_lines
        on
            categories.part_category = all_lines.part_category
            and all_lines.product_line = 'all'

)

select * from final
