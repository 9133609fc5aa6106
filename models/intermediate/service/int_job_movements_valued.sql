with

movements as (

    select * from {{ ref('stg_parts__movements') }}

),

movement_types as (

    select * from {{ ref('movement_types') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

work_orders as (

    select * from {{ ref('int_work_orders_placed') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

signed as (

    select
        movements.movement_id,
        movements.work_order_id,
        movements.part_no,
        {{ local_date('movements.moved_at', 'work_orders.timezone') }} as moved_on,
        cast(
            movements.quantity * movement_types.consumption_sign as decimal(18, 3)
        ) as consumed_qty
    from movements
    inner join movement_types on movements.movement_type = movement_types.movement_type
    inner join work_orders on movements.work_order_id = work_orders.work_order_id
    where movement_types.consumption_sign <> 0

),

final as (

    select
        signed.movement_id,
        signed.work_order_id,
        signed.part_no,
        signed.moved_on,
        signed.consumed_qty,
        {{ to_reporting('signed.consumed_qty * parts.standard_cost', 'exchange_rates.rate') }}
            as amount
    from signed
    cross join settings
    left join parts on signed.part_no = parts.part_no
    left join exchange_rates
        on
            parts.currency = exchange_rates.currency
            and signed.moved_on >= exchange_rates.valid_from
            and signed.moved_on < exchange_rates.valid_to
    where signed.moved_on <= settings.as_of_date

)

select * from final
