with

service_costs as (

    select * from {{ ref('stg_finance__service_costs') }}

),

service_revenue as (

    select * from {{ ref('stg_finance__service_revenue') }}

),

ledger_totals as (

    select * from {{ ref('stg_finance__ledger_totals') }}

),

company_revenue as (

    select * from {{ ref('stg_finance__company_revenue') }}

),

reserve_movements as (

    select * from {{ ref('stg_warranty__reserve_movements') }}

),

referral_rewards as (

    select * from {{ ref('stg_crm__referral_rewards') }}

),

marketing_spend as (

    select * from {{ ref('stg_crm__marketing_spend') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

gathered as (

    select
        'finance.service_costs' as full_name,
        entry_id as row_key,
        posted_on as counted_on,
        currency,
        amount
    from service_costs

    union all

    select
        'finance.service_revenue' as full_name,
        invoice_id as row_key,
        recognized_on as counted_on,
        currency,
        net_amount as amount
    from service_revenue

    union all

    select
        'finance.ledger_totals' as full_name,
        account as row_key,
        last_day(ledger_month) as counted_on,
        currency,
        amount
    from ledger_totals

    union all

    select
        'finance.company_revenue' as full_name,
        product_line as row_key,
        last_day(revenue_month) as counted_on,
        currency,
        net_amount as amount
    from company_revenue

    union all

    select
        'warranty.reserve_movements' as full_name,
        movement_type as row_key,
        posted_on as counted_on,
        currency,
        amount
    from reserve_movements

    union all

    select
        'crm.referral_rewards' as full_name,
        referral_id as row_key,
        paid_on as counted_on,
        currency,
        amount
    from referral_rewards

    union all

    select
        'crm.marketing_spend' as full_name,
        spend_id as row_key,
        spent_on as counted_on,
        currency,
        amount
    from marketing_spend

),

final as (

    select
        gathered.full_name,
        gathered.row_key,
        case when gathered.counted_on > settings.as_of_date then 'after_as_of' end as reason,
        {{ to_reporting('gathered.amount', 'rates.rate') }} as amount
    from gathered
    cross join settings
    left join rates
        on
            gathered.currency = rates.currency
            and gathered.counted_on >= rates.valid_from
            and gathered.counted_on < rates.valid_to

)

select * from final
