with

sales as (

    select * from {{ ref('int_sales_classified') }}

),

sale_adjustments as (

    select * from {{ ref('int_sale_adjustments_classified') }}

),

supplier_recoveries as (

    select * from {{ ref('int_supplier_recoveries_classified') }}

),

reserve_movements as (

    select * from {{ ref('int_reserve_movements_classified') }}

),

ledger_rows as (

    select * from {{ ref('int_ledger_rows_classified') }}

),

job_rows as (

    select * from {{ ref('int_job_rows_classified') }}

),

referrals as (

    select * from {{ ref('fct_referrals') }}

),

gathered as (

    select
        'crm.sales' as full_name,
        'warranty_cost_ratio' as mart,
        reason,
        amount
    from sales

    union all

    select
        'crm.sale_adjustments' as full_name,
        'warranty_cost_ratio' as mart,
        reason,
        -amount as amount
    from sale_adjustments

    union all

    select
        'warranty.supplier_recoveries' as full_name,
        'warranty_cost_ratio' as mart,
        reason,
        amount
    from supplier_recoveries

    union all

    select
        'warranty.supplier_recoveries' as full_name,
        'supplier_recovery_rates' as mart,
        case when reason in ('after_as_of', 'not_received') then reason end as reason,
        amount
    from supplier_recoveries

    union all

    select
        full_name,
        'warranty_cost_ratio' as mart,
        reason,
        amount
    from ledger_rows
    where full_name = 'finance.company_revenue'

    union all

    select
        full_name,
        'warranty_cost_ratio_yearly' as mart,
        coalesce(reason, case when row_key <> 'accrual' then 'not_accrual' end) as reason,
        amount
    from ledger_rows
    where full_name = 'warranty.reserve_movements'

    union all

    select
        'warranty.reserve_movements' as full_name,
        'warranty_reserve' as mart,
        reason,
        amount
    from reserve_movements

    union all

    select
        full_name,
        'service_cost_ledger' as mart,
        reason,
        amount
    from ledger_rows
    where full_name = 'finance.service_costs'

    union all

    select
        full_name,
        'cost_reconciliation' as mart,
        reason,
        amount
    from ledger_rows
    where full_name in ('finance.service_costs', 'finance.ledger_totals')

    union all

    select
        full_name,
        'aftersales_value_dashboard' as mart,
        reason,
        amount
    from ledger_rows
    where full_name = 'finance.service_revenue'

    union all

    select
        full_name,
        'referral_value_summary' as mart,
        reason,
        amount
    from ledger_rows
    where full_name in ('crm.referral_rewards', 'crm.marketing_spend')

    union all

    select
        ledger_rows.full_name,
        'referral_value' as mart,
        coalesce(
            ledger_rows.reason,
            case
                when ledger_rows.row_key is null then 'programme_cost'
                when referrals.referral_id is null then 'unknown_referral'
            end
        ) as reason,
        ledger_rows.amount
    from ledger_rows
    left join referrals on ledger_rows.row_key = referrals.referral_id
    where ledger_rows.full_name = 'crm.referral_rewards'

    union all

    select
        full_name,
        'lifecycle_cost' as mart,
        lifecycle_reason as reason,
        amount
    from job_rows

    union all

    select
        full_name,
        'service_case_value' as mart,
        case_reason as reason,
        amount
    from job_rows

),

final as (

    select
        full_name,
        mart,
        reason,
        count(*) as row_count,
        cast(sum(amount) as decimal(28, 2)) as amount
    from gathered
    group by full_name, mart, reason

)

select * from final
