with

failed_parts as (

    select * from {{ ref('int_failed_parts_counted') }}

),

product_exposures as (

    select * from {{ ref('int_product_exposures') }}

),

fitted as (

    select * from {{ ref('int_parts_fitted') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

applied as (

    select
        part_no,
        count(*) as products
    from fitted
    group by part_no

),

summed as (

    select
        failed_parts.product_line,
        failed_parts.window_name,
        failed_parts.part_no,
        sum(product_exposures.unit_months) as unit_months,
        sum(product_exposures.units_in_field) as units_in_field
    from failed_parts
    left join applied on failed_parts.part_no = applied.part_no
    inner join product_exposures
        on
            failed_parts.window_name = product_exposures.window_name
            and failed_parts.product_line in ('all', product_exposures.product_line)
    left join fitted
        on
            failed_parts.part_no = fitted.part_no
            and product_exposures.product_id = fitted.product_id
    where applied.part_no is null or fitted.part_no is not null
    group by
        failed_parts.product_line,
        failed_parts.window_name,
        failed_parts.part_no

),

final as (

    select
        failed_parts.product_line,
        failed_parts.window_name,
        failed_parts.part_no,
        case
            when figures_delivered.has_units then cast(coalesce(summed.unit_months, 0) as double)
        end as unit_months,
        case
            when figures_delivered.has_units
                then cast(coalesce(summed.units_in_field, 0) as bigint)
        end as units_in_field
    from failed_parts
    cross join figures_delivered
    left join summed
        on
            failed_parts.product_line = summed.product_line
            and failed_parts.window_name = summed.window_name
            and failed_parts.part_no = summed.part_no

)

select * from final
