with

failures as (

    select * from {{ ref('int_failures_coded') }}
    where ambient_temp_c is not null

),

part_products as (

    select * from {{ ref('int_part_products_exposed') }}

),

operating_conditions as (

    select * from {{ ref('operating_conditions') }}
    where measure = 'min_temp_c'

),

final as (

    select
        failures.claim_id,
        failures.part_no,
        operating_conditions.condition_name
    from failures
    inner join part_products
        on
            failures.part_no = part_products.part_no
            and failures.product_id = part_products.product_id
    inner join operating_conditions
        on
            coalesce(failures.ambient_temp_c >= operating_conditions.lower_bound, true)
            and coalesce(failures.ambient_temp_c < operating_conditions.upper_bound, true)

)

select * from final
