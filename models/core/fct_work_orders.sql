with

work_orders as (

    select * from {{ ref('stg_service__work_orders') }}

),

work_orders_placed as (

    select * from {{ ref('int_work_orders_placed') }}

),

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

rate_starts as (

    select * from {{ ref('gate_rate_starts') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

claimed as (

    select
        work_order_id,
        count(*) as counting_claims
    from warranty_claims
    where is_counting
    group by work_order_id

),

-- a local day may lie one before the day by which the gate found the first rate
valued as (

    select
        work_orders.work_order_id,
        greatest(
            coalesce(work_orders_placed.closed_on, work_orders_placed.opened_on),
            rate_starts.first_on
        ) as value_on
    from work_orders
    inner join work_orders_placed on work_orders.work_order_id = work_orders_placed.work_order_id
    inner join rate_starts on work_orders.currency = rate_starts.currency

),

final as (

    select
        work_orders.work_order_id,
        work_orders.ticket_id,
        work_orders.unit_id,
        work_orders_placed.product_id,
        work_orders_placed.product_line,
        work_orders_placed.is_other_brand,
        work_orders_placed.region_id,
        work_orders_placed.service_center_id,
        work_orders_placed.timezone,
        work_orders.order_type,
        work_orders.service_mode,
        work_orders.opened_at,
        case when work_orders_placed.closed_on is not null then work_orders.closed_at end
            as closed_at,
        work_orders_placed.opened_on,
        work_orders_placed.closed_on,
        work_orders.failure_system,
        work_orders.failure_mode,
        work_orders.ambient_condition,
        work_orders.planned_visits,
        work_orders.price_shown_at,
        work_orders.extra_checks_done,
        work_orders.loaner_offered,
        work_orders.knowledge_article_id,
        work_orders.currency,
        work_orders.goodwill_amount as goodwill_amount_original,
        {{ to_reporting('work_orders.goodwill_amount', 'exchange_rates.rate') }}
            as goodwill_amount,
        case
            when tables_delivered.has_warranty__claims
                then claimed.counting_claims is not null
        end as has_counting_claim
    from work_orders
    inner join work_orders_placed on work_orders.work_order_id = work_orders_placed.work_order_id
    cross join tables_delivered
    left join claimed on work_orders.work_order_id = claimed.work_order_id
    left join valued on work_orders.work_order_id = valued.work_order_id
    left join exchange_rates
        on
            work_orders.currency = exchange_rates.currency
            and valued.value_on >= exchange_rates.valid_from
            and valued.value_on < exchange_rates.valid_to

)

select * from final
