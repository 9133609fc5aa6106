with

sale_adjustments as (

    select * from {{ ref('stg_crm__sale_adjustments') }}

),

sales_classified as (

    select * from {{ ref('int_sales_classified') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        sale_adjustments.adjustment_id,
        sale_adjustments.sale_id,
        case
            when sale_adjustments.adjusted_on > settings.as_of_date then 'after_as_of'
            when not tables_delivered.has_crm__sales then 'absent_table'
            when sales_classified.is_after_as_of then 'undelivered'
            else sales_classified.reason
        end as reason,
        coalesce({{ to_reporting('sale_adjustments.amount', 'rates.rate') }}, 0) as amount
    from sale_adjustments
    cross join settings
    cross join tables_delivered
    left join sales_classified on sale_adjustments.sale_id = sales_classified.sale_id
    left join rates
        on
            sale_adjustments.currency = rates.currency
            and sale_adjustments.adjusted_on >= rates.valid_from
            and sale_adjustments.adjusted_on < rates.valid_to

)

select * from final
