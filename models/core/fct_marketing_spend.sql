with

marketing_spend as (

    select * from {{ ref('stg_crm__marketing_spend') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        marketing_spend.spend_id,
        marketing_spend.channel,
        marketing_spend.spent_on,
        {{ to_reporting('marketing_spend.amount', 'exchange_rates.rate') }} as amount
    from marketing_spend
    inner join settings on marketing_spend.spent_on <= settings.as_of_date
    left join exchange_rates
        on
            marketing_spend.currency = exchange_rates.currency
            and marketing_spend.spent_on >= exchange_rates.valid_from
            and marketing_spend.spent_on < exchange_rates.valid_to

)

select * from final
