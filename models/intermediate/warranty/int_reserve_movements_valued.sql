with

reserve_movements as (

    select * from {{ ref('stg_warranty__reserve_movements') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

final as (

    select
        reserve_movements.movement_id,
        -- `all` is the name of the whole entity in the marts, and no line of its own
        nullif(reserve_movements.product_line, 'all') as product_line,
        reserve_movements.posted_on,
        reserve_movements.movement_type,
        {{ to_reporting('reserve_movements.amount', 'rates.rate') }} as amount
    from reserve_movements
    inner join settings on reserve_movements.posted_on <= settings.as_of_date
    left join rates
        on
            reserve_movements.currency = rates.currency
            and reserve_movements.posted_on >= rates.valid_from
            and reserve_movements.posted_on < rates.valid_to

)

select * from final
