with

sales as (

    select * from {{ ref('stg_crm__sales') }}

),

products as (

    select * from {{ ref('stg_warranty__products') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        sales.sale_id,
        case
            when sales.ordered_on > settings.as_of_date then 'after_as_of'
            when sales.delivered_on is null then 'undelivered'
            when not products.is_own_brand then 'other_brand'
        end as reason,
        sales.ordered_on > settings.as_of_date as is_after_as_of,
        coalesce({{ to_reporting('sales.net_amount', 'rates.rate') }}, 0) as amount,
        coalesce({{ to_reporting('sales.net_amount', 'order_rates.rate') }}, 0) as ordered_amount
    from sales
    cross join settings
    left join products on sales.product_id = products.product_id
    left join rates
        on
            sales.currency = rates.currency
            and coalesce(sales.delivered_on, sales.ordered_on) >= rates.valid_from
            and coalesce(sales.delivered_on, sales.ordered_on) < rates.valid_to
    left join rates as order_rates
        on
            sales.currency = order_rates.currency
            and sales.ordered_on >= order_rates.valid_from
            and sales.ordered_on < order_rates.valid_to

)

select * from final
