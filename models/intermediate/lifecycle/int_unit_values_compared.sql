with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

sales as (

    select * from {{ ref('fct_sales') }}
    where counts_as_revenue

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

sold as (

    select
        unit_id,
        cast(sum(net_amount - adjusted_amount) as decimal(28, 2)) as revenue_amount
    from sales
    where unit_id is not null
    group by unit_id

),

-- a standard cost is valued on the day of what it values: the unit leaving the line
final as (

    select
        units.unit_id,
        {{ to_reporting('units.manufacturing_cost', 'exchange_rates.rate') }}
            as manufacturing_cost_amount,
        sold.revenue_amount
    from units
    left join exchange_rates
        on
            units.manufacturing_cost_currency = exchange_rates.currency
            and coalesce(units.built_on, units.in_service_on) >= exchange_rates.valid_from
            and coalesce(units.built_on, units.in_service_on) < exchange_rates.valid_to
    left join sold on units.unit_id = sold.unit_id

)

select * from final
