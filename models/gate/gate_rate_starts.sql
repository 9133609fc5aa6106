with

exchange_rates as (

    select * from {{ ref('stg_finance__exchange_rates') }}

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

paired as (

    select
        exchange_rates.from_currency as currency,
        exchange_rates.rate_on
    from exchange_rates
    inner join settings on exchange_rates.to_currency = settings.reporting_currency
    where try_cast(exchange_rates.rate as decimal(19, 12)) is not null

    union all

    select
        exchange_rates.to_currency as currency,
        exchange_rates.rate_on
    from exchange_rates
    inner join settings on exchange_rates.from_currency = settings.reporting_currency
    where try_cast(1 / cast(exchange_rates.rate as double) as decimal(19, 12)) > 0

    union all

    select
        reporting_currency as currency,
        cast('0001-01-01' as date) as rate_on
    from settings

),

final as (

    select
        currency,
        min(rate_on) as first_on
    from paired
    group by currency

)

select * from final
