with

ledger_totals as (

    select * from {{ ref('stg_finance__ledger_totals') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        cast(date_trunc('month', ledger_totals.ledger_month) as date) as month_start,
        ledger_totals.ledger_month,
        ledger_totals.account,
        ledger_totals.currency,
        {{ to_reporting('ledger_totals.amount', 'exchange_rates.rate') }} as amount
    from ledger_totals
    cross join settings
    left join exchange_rates
        on
            ledger_totals.currency = exchange_rates.currency
            and last_day(ledger_totals.ledger_month) >= exchange_rates.valid_from
            and last_day(ledger_totals.ledger_month) < exchange_rates.valid_to
    where last_day(ledger_totals.ledger_month) <= settings.as_of_date

)

select * from final
