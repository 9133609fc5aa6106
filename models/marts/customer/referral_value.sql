with

referrals as (

    select * from {{ ref('fct_referrals') }}

),

referrals_judged as (

    select * from {{ ref('int_referrals_judged') }}

),

referrals_credited as (

    select * from {{ ref('int_referrals_credited') }}

),

referrers_categorised as (

    select * from {{ ref('int_referrers_categorised') }}

),

referral_rewards as (

    select * from {{ ref('fct_referral_rewards') }}

),

margins as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'referral_profit_margin'

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

rewarded as (

    select
        referral_id,
        cast(sum(amount) as decimal(28, 2)) as reward_amount
    from referral_rewards
    group by referral_id

),

-- without a known sale nothing is known; void, expired and open claims are worth nothing
valued as (

    select
        referrals_judged.referral_id,
        referrals_judged.status,
        case
            when referrals_judged.status is not null
                then coalesce(referrals_credited.credit_share, 0)
        end as credit_share,
        case
            when referrals_credited.referral_id is not null
                then referrals_credited.referred_revenue_amount
            when referrals_judged.status is not null then 0
        end as referred_revenue_amount,
        case
            when referrals_credited.referral_id is not null
                then referrals_credited.assumed_value_amount
            when referrals_judged.status is not null then 0
        end as assumed_value_amount
    from referrals_judged
    left join referrals_credited
        on referrals_judged.referral_id = referrals_credited.referral_id

),

final as (

    select
        referrals.referral_id,
        referrals.referrer_customer_id,
        referrals.referred_customer_id,
        referrals.sale_id,
        referrals.work_order_id,
        referrals.region_id,
        referrals.referred_on,
        referrals.quarter_start,
        coalesce(referrers_categorised.referrer_nps_category, 'unknown') as referrer_nps_category,
        cast(valued.credit_share as double) as credit_share,
        valued.status,
        cast(valued.referred_revenue_amount as decimal(18, 2)) as referred_revenue_amount,
        cast(
            round(
                cast(valued.referred_revenue_amount as decimal(18, 2))
                * cast(margins.value as decimal(18, 6)), 2
            ) as decimal(18, 2)
        ) as referred_profit_amount,
        cast(valued.assumed_value_amount as decimal(18, 2)) as assumed_value_amount,
        case
            when tables_delivered.has_crm__referral_rewards
                then coalesce(rewarded.reward_amount, 0)
        end as reward_amount,
        case
            when valued.status = 'won' then 'assumed'
            when valued.status is not null then 'measured'
        end as evidence_grade
    from referrals
    cross join tables_delivered
    inner join valued on referrals.referral_id = valued.referral_id
    left join margins
        on referrals.referred_on >= margins.valid_from and referrals.referred_on < margins.valid_to
    left join rewarded on referrals.referral_id = rewarded.referral_id
    left join referrers_categorised
        on referrals.referral_id = referrers_categorised.referral_id

)

select * from final
