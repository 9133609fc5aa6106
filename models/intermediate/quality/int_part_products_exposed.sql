with

failure_events as (

    select * from {{ ref('int_failure_events') }}
    where part_no <> 'unknown'

),

parts_fitted as (

    select * from {{ ref('int_parts_fitted') }}

),

products as (

    select * from {{ ref('dim_products') }}
    where is_own_brand

),

failed as (

    select
        part_no,
        product_line
    from failure_events
    group by part_no, product_line

),

applied as (

    select part_no
    from parts_fitted
    group by part_no

),

-- a part without applications may sit in every product of the lines in which it failed
final as (

    select
        failed.part_no,
        parts_fitted.product_id
    from failed
    inner join parts_fitted on failed.part_no = parts_fitted.part_no
    inner join products on parts_fitted.product_id = products.product_id
    group by failed.part_no, parts_fitted.product_id

    union all

    select
        failed.part_no,
        products.product_id
    from failed
    inner join products on failed.product_line = products.product_line
    left join applied on failed.part_no = applied.part_no
    where applied.part_no is null

)

select * from final
