with

exchange_rates as (

    select * from {{ ref('stg_finance__exchange_rates') }}

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

direct as (

    select
        exchange_rates.from_currency as currency,
        exchange_rates.rate_on as valid_from,
        lead(exchange_rates.rate_on, 1, cast('9999-12-31' as date)) over (
            partition by exchange_rates.from_currency order by exchange_rates.rate_on nulls last
        ) as valid_to,
        try_cast(exchange_rates.rate as decimal(19, 12)) as rate
    from exchange_rates
    inner join settings on exchange_rates.to_currency = settings.reporting_currency
    where
        exchange_rates.from_currency <> settings.reporting_currency
        and try_cast(exchange_rates.rate as decimal(19, 12)) is not null

),

first_direct as (

    select
        currency,
        min(valid_from) as first_on
    from direct
    group by currency

),

-- an inverse pair serves only until the first direct one
inverse as (

    select
        exchange_rates.to_currency as currency,
        exchange_rates.rate_on as valid_from,
        lead(
            exchange_rates.rate_on,
            1,
            coalesce(first_direct.first_on, cast('9999-12-31' as date))
        ) over (
            partition by exchange_rates.to_currency order by exchange_rates.rate_on nulls last
        ) as valid_to,
        try_cast(1 / cast(exchange_rates.rate as double) as decimal(19, 12)) as rate
    from exchange_rates
    inner join settings on exchange_rates.from_currency = settings.reporting_currency
    left join first_direct on exchange_rates.to_currency = first_direct.currency
    where
        exchange_rates.to_currency <> settings.reporting_currency
        and try_cast(1 / cast(exchange_rates.rate as double) as decimal(19, 12)) > 0
        and (first_direct.first_on is null or exchange_rates.rate_on < first_direct.first_on)

),

itself as (

    select
        reporting_currency as currency,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        cast(1 as decimal(19, 12)) as rate
    from settings

),

final as (

    select
        currency,
        valid_from,
        valid_to,
        rate
    from direct

    union all

    select
        currency,
        valid_from,
        valid_to,
        rate
    from inverse

    union all

    select
        currency,
        valid_from,
        valid_to,
        rate
    from itself

)

select * from final
