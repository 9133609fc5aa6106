with

work_orders as (

    select * from {{ ref('fct_work_orders') }}
    where not is_other_brand and ambient_condition is not null

),

usage_scenario_phrases as (

    select * from {{ ref('usage_scenario_phrases') }}

),

-- several phrases of one scenario in one text are one sign
final as (

    select
        work_orders.work_order_id,
        usage_scenario_phrases.scenario,
        max(work_orders.product_line) as product_line,
        max(work_orders.unit_id) as unit_id,
        max(work_orders.opened_on) as seen_on
    from work_orders
    inner join usage_scenario_phrases
        on instr(lower(work_orders.ambient_condition), usage_scenario_phrases.phrase) > 0
    group by work_orders.work_order_id, usage_scenario_phrases.scenario

)

select * from final
