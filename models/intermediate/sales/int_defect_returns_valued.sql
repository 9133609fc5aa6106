with

sale_adjustments as (

    select * from {{ ref('stg_crm__sale_adjustments') }}
    where adjustment_type = 'return' and reason = 'defect'

),

sales as (

    select * from {{ ref('fct_sales') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

final as (

    select
        sale_adjustments.adjustment_id,
        sale_adjustments.sale_id,
        sales.unit_id,
        coalesce(sales.product_line, 'unknown') as product_line,
        coalesce(sales.region_id, 'unknown') as region_id,
        sale_adjustments.adjusted_on,
        {{ to_reporting('coalesce(sale_adjustments.handling_amount, 0)', 'exchange_rates.rate') }}
            as handling_amount
    from sale_adjustments
    inner join settings on sale_adjustments.adjusted_on <= settings.as_of_date
    left join sales on sale_adjustments.sale_id = sales.sale_id
    left join exchange_rates
        on
            sale_adjustments.currency = exchange_rates.currency
            and sale_adjustments.adjusted_on >= exchange_rates.valid_from
            and sale_adjustments.adjusted_on < exchange_rates.valid_to
    where not coalesce(sales.is_other_brand, false)

)

select * from final
