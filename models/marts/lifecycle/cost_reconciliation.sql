with

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

ledger_totals as (

    select * from {{ ref('int_ledger_totals_valued') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

tolerances as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'reconciliation_tolerance'

),

accounts as (

    select
        account,
        count(*) as entries
    from service_costs
    group by account

),

gathered as (

    select
        month_start,
        account,
        amount as entry_amount,
        cast(null as decimal(18, 2)) as total_amount
    from service_costs

    union all

    select
        month_start,
        account,
        cast(null as decimal(18, 2)) as entry_amount,
        amount as total_amount
    from ledger_totals

),

-- a side without a row stays null: nothing is reconciled with nothing
compared as (

    select
        month_start,
        account,
        cast(sum(entry_amount) as decimal(28, 2)) as entries_amount,
        cast(sum(total_amount) as decimal(28, 2)) as ledger_amount,
        cast(sum(entry_amount) - sum(total_amount) as decimal(28, 2)) as difference_amount
    from gathered
    group by month_start, account

),

final as (

    select
        compared.month_start,
        compared.account,
        compared.entries_amount,
        compared.ledger_amount,
        compared.difference_amount,
        case
            when tables_delivered.has_finance__service_costs then accounts.account is not null
        end as is_in_scope,
        -- rounded, so that a difference at the tolerance itself is within it
        cast(abs(compared.difference_amount) as double)
        <= round(tolerances.value * cast(abs(compared.ledger_amount) as double), 6)
            as is_reconciled
    from compared
    cross join tables_delivered
    left join accounts on compared.account = accounts.account
    left join tolerances
        on
            last_day(compared.month_start) >= tolerances.valid_from
            and last_day(compared.month_start) < tolerances.valid_to

)

select * from final
