with

sale_adjustments as (

    select * from {{ ref('stg_crm__sale_adjustments') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

final as (

    select
        sale_adjustments.adjustment_id,
        sale_adjustments.sale_id,
        sale_adjustments.adjustment_type,
        sale_adjustments.adjustment_type in ('cancellation', 'return') as is_taken_back,
        sale_adjustments.adjusted_on,
        sale_adjustments.quantity,
        {{ to_reporting('sale_adjustments.amount', 'rates.rate') }} as amount
    from sale_adjustments
    inner join settings on sale_adjustments.adjusted_on <= settings.as_of_date
    left join rates
        on
            sale_adjustments.currency = rates.currency
            and sale_adjustments.adjusted_on >= rates.valid_from
            and sale_adjustments.adjusted_on < rates.valid_to

)

select * from final
