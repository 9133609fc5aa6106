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

entered as (

    select
        cast(date_trunc('quarter', paid_on) as date) as quarter_start,
        amount as reward_amount,
        cast(0 as decimal(18, 2)) as spend_amount,
        0 as referred_customers,
        0 as other_customers
    from referral_rewards

    union all

    select
        cast(date_trunc('quarter', spent_on) as date) as quarter_start,
        cast(0 as decimal(18, 2)) as reward_amount,
        amount as spend_amount,
        0 as referred_customers,
        0 as other_customers
    from marketing_spend

    union all

    select
        quarter_start,
        cast(0 as decimal(18, 2)) as reward_amount,
        cast(0 as decimal(18, 2)) as spend_amount,
        case when is_referred then 1 else 0 end as referred_customers,
        case when is_referred then 0 else 1 end as other_customers
    from customers_acquired

),

final as (

    select
        quarter_start,
        cast(sum(reward_amount) as decimal(28, 2)) as referral_cost_amount,
        cast(sum(spend_amount) as decimal(28, 2)) as marketing_amount,
        cast(sum(referred_customers) as bigint) as referred_new_customers,
        cast(sum(other_customers) as bigint) as other_new_customers
    from entered
    group by quarter_start

)

select * from final
