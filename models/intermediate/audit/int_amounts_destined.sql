with

claim_amounts as (

    select * from {{ ref('int_claim_amounts_destined') }}

),

other_amounts as (

    select * from {{ ref('int_other_amounts_destined') }}

),

referred_sales as (

    select * from {{ ref('int_referred_sales_classified') }}

),

ledger_rows as (

    select * from {{ ref('int_ledger_rows_classified') }}
    where full_name = 'finance.service_costs'

),

gathered as (

    select
        full_name,
        mart,
        reason,
        row_count,
        amount
    from claim_amounts

    union all

    select
        full_name,
        mart,
        reason,
        row_count,
        amount
    from other_amounts

    union all

    select
        full_name,
        'warranty_cost_ratio_yearly' as mart,
        reason,
        row_count,
        amount
    from other_amounts
    where mart = 'warranty_cost_ratio'

    union all

    select
        'crm.sales' as full_name,
        'referral_value' as mart,
        reason,
        1 as row_count,
        amount
    from referred_sales

    union all

    select
        'crm.sales' as full_name,
        'referral_value_summary' as mart,
        reason,
        1 as row_count,
        amount
    from referred_sales

    union all

    select
        full_name,
        'lifecycle_cost' as mart,
        reason,
        1 as row_count,
        amount
    from ledger_rows

),

final as (

    select
        full_name,
        mart,
        reason,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(amount) as decimal(28, 2)) as amount
    from gathered
    group by full_name, mart, reason

)

select * from final
