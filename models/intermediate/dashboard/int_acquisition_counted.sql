with

referral_rewards as (

    select * from {{ ref('fct_referral_rewards') }}

),

marketing_spend as (

    select * from {{ ref('fct_marketing_spend') }}

),

customers_acquired as (

    select * from {{ ref('fct_customers_acquired') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

entered as (

    select
        paid_on as entered_on,
        amount as reward_amount,
        0 as spend_amount,
        0 as referred_customers,
        0 as other_customers
    from referral_rewards

    union all

    select
        spent_on as entered_on,
        0 as reward_amount,
        amount as spend_amount,
        0 as referred_customers,
        0 as other_customers
    from marketing_spend

    union all

    select
        first_ordered_on as entered_on,
        0 as reward_amount,
        0 as spend_amount,
        case when is_referred then 1 else 0 end as referred_customers,
        case when is_referred then 0 else 1 end as other_customers
    from customers_acquired

),

dated as (

    select
        'month' as period,
        months.month_start as period_start,
        entered.reward_amount,
        entered.spend_amount,
        entered.referred_customers,
        entered.other_customers
    from entered
    inner join months
        on cast(date_trunc('month', entered.entered_on) as date) = months.date_day

    union all

    select
        'quarter' as period,
        months.quarter_start as period_start,
        entered.reward_amount,
        entered.spend_amount,
        entered.referred_customers,
        entered.other_customers
    from entered
    inner join months
        on cast(date_trunc('month', entered.entered_on) as date) = months.date_day

    union all

    select
        'year' as period,
        months.year_start as period_start,
        entered.reward_amount,
        entered.spend_amount,
        entered.referred_customers,
        entered.other_customers
    from entered
    inner join months
        on cast(date_trunc('month', entered.entered_on) as date) = months.date_day

),

summed as (

    select
        period,
        period_start,
        cast(sum(reward_amount) as decimal(28, 2)) as reward_amount,
        cast(sum(spend_amount) as decimal(28, 2)) as spend_amount,
        cast(sum(referred_customers) as bigint) as referred_customers,
        cast(sum(other_customers) as bigint) as other_customers
    from dated
    group by period, period_start

),

final as (

    select
        'referral_cac_ratio' as metric,
        'company' as scope_type,
        'company' as scope,
        period,
        period_start,
        cast(
            cast(reward_amount as double) / nullif(referred_customers, 0) as decimal(28, 10)
        ) as numerator,
        cast(
            cast(spend_amount as double) / nullif(other_customers, 0) as decimal(28, 10)
        ) as denominator
    from summed

)

select * from final
