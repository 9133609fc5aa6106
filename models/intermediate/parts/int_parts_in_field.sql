with

parts_fitted as (

    select * from {{ ref('int_parts_fitted') }}

),

unit_months as (

    select * from {{ ref('fct_unit_months') }}

),

products_in_field as (

    select
        product_id,
        month_start,
        count(*) as units
    from unit_months
    group by product_id, month_start

),

final as (

    select
        parts_fitted.part_no as final_part_no,
        products_in_field.month_start,
        cast(sum(products_in_field.units) as bigint) as units
    from parts_fitted
    inner join products_in_field on parts_fitted.product_id = products_in_field.product_id
    group by parts_fitted.part_no, products_in_field.month_start

)

select * from final
