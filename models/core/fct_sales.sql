with

sales as (

    select * from {{ ref('stg_crm__sales') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

sale_adjustments as (

    select * from {{ ref('int_sale_adjustments_valued') }}

),

adjusted as (

    select
        sale_id,
        sum(amount) as adjusted_amount,
        sum(case when is_taken_back then amount end) as cancellation_amount,
        sum(case when not is_taken_back then amount end) as credit_amount,
        sum(case when is_taken_back then quantity end) as quantity_taken_back,
        max(case when is_taken_back and quantity is null then 1 else 0 end) = 1 as is_whole_line
    from sale_adjustments
    group by sale_id

),

valued as (

    select
        sales.sale_id,
        {{ to_reporting('sales.net_amount', 'delivery_rates.rate') }} as net_amount,
        {{ to_reporting('sales.net_amount', 'order_rates.rate') }} as ordered_net_amount
    from sales
    left join rates as delivery_rates
        on
            sales.currency = delivery_rates.currency
            and sales.delivered_on >= delivery_rates.valid_from
            and sales.delivered_on < delivery_rates.valid_to
    left join rates as order_rates
        on
            sales.currency = order_rates.currency
            and sales.ordered_on >= order_rates.valid_from
            and sales.ordered_on < order_rates.valid_to

),

final as (

    select
        sales.sale_id,
        sales.order_id,
        coalesce(customers.surviving_customer_id, sales.customer_id) as customer_id,
        coalesce(products.product_id, 'unknown') as product_id,
        coalesce(products.product_line, 'unknown') as product_line,
        coalesce(products.is_own_brand, false) as is_own_brand,
        coalesce(products.is_other_brand, false) as is_other_brand,
        sales.unit_id,
        coalesce(regions.region_id, 'unknown') as region_id,
        sales.channel,
        sales.ordered_on,
        sales.delivered_on,
        sales.quantity,
        sales.net_amount as net_amount_original,
        sales.currency,
        valued.net_amount,
        valued.ordered_net_amount,
        cast(coalesce(adjusted.cancellation_amount, 0) as decimal(28, 2)) as cancellation_amount,
        cast(coalesce(adjusted.credit_amount, 0) as decimal(28, 2)) as credit_amount,
        cast(coalesce(adjusted.adjusted_amount, 0) as decimal(28, 2)) as adjusted_amount,
        coalesce(adjusted.is_whole_line or sales.quantity <= adjusted.quantity_taken_back, false)
            as is_cancelled_or_returned,
        sales.delivered_on is not null and not coalesce(products.is_other_brand, false)
            as counts_as_revenue,
        case
            when sales.delivered_on is not null and not coalesce(products.is_other_brand, false)
                then cast(date_trunc('month', sales.delivered_on) as date)
        end as revenue_month
    from sales
    inner join settings on sales.ordered_on <= settings.as_of_date
    inner join valued on sales.sale_id = valued.sale_id
    left join customers on sales.customer_id = customers.customer_id
    left join products on sales.product_id = products.product_id
    left join regions on sales.region_id = regions.region_id
    left join adjusted on sales.sale_id = adjusted.sale_id

)

select * from final
