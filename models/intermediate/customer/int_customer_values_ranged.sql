with

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption in ('referred_customer_value', 'lost_customer_value')

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- a unit that is no currency code can only mean the reporting currency
stated as (

    select
        assumptions.assumption,
        assumptions.valid_from,
        assumptions.valid_to,
        cast(assumptions.value as decimal(18, 2)) as amount,
        case
            when {{ matches('assumptions.unit', '[A-Z]{3}') }} then assumptions.unit
            else settings.reporting_currency
        end as currency
    from assumptions
    cross join settings

),

final as (

    select
        stated.assumption,
        greatest(stated.valid_from, exchange_rates.valid_from) as valid_from,
        least(stated.valid_to, exchange_rates.valid_to) as valid_to,
        {{ to_reporting('stated.amount', 'exchange_rates.rate') }} as amount
    from stated
    inner join exchange_rates
        on
            stated.currency = exchange_rates.currency
            and stated.valid_from < exchange_rates.valid_to
            and stated.valid_to > exchange_rates.valid_from

)

select * from final
