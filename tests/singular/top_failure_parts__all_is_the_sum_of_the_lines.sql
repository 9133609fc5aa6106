-- Fails with a window and part whose events or job cost on `all` are not the sum over its lines.
-- Does not test exposure, which lines share by product.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'top_failure_parts'}}}) }}
with

failed_parts as (

    select * from {{ ref('int_failed_parts_counted') }}

),

summed as (

    select
        window_name,
        part_no,
        sum(case when product_line = 'all' then failure_events else -failure_events end)
            as events_difference,
        sum(case when product_line = 'all' then job_cost_amount else -job_cost_amount end)
            as cost_difference
    from failed_parts
    group by window_name, part_no

),

final as (

    select
        window_name,
        part_no,
        events_difference,
        cost_difference
    from summed
    where events_difference <> 0 or cost_difference <> 0

)

select * from final
