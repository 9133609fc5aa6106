with

conditions_exposed as (

    select * from {{ ref('int_conditions_exposed') }}

),

part_products as (

    select * from {{ ref('int_part_products_exposed') }}

),

final as (

    select
        part_products.part_no,
        conditions_exposed.condition_name,
        cast(sum(conditions_exposed.units_exposed) as bigint) as units_exposed,
        cast(sum(conditions_exposed.readings) as bigint) as readings,
        cast(sum(conditions_exposed.unit_days) as bigint) as unit_days
    from part_products
    inner join conditions_exposed on part_products.product_id = conditions_exposed.product_id
    group by part_products.part_no, conditions_exposed.condition_name

)

select * from final
