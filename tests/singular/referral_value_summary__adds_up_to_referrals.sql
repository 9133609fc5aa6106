-- Fails with a quarter whose `all` is not the sum of its categories, or when all quarters together
-- are not the referrals of `referral_value`: counts, revenue, profit and assumed value.
-- Does not test the costs of acquisition, which stand on `all` alone.
-- Mended by the owner of `models/marts/customer`.
with

summary as (

    select * from {{ ref('referral_value_summary') }}

),

referral_value as (

    select * from {{ ref('referral_value') }}

),

compared as (

    select
        quarter_start,
        sum(case when referrer_nps_category = 'all' then referrals else -referrals end)
            as referrals,
        sum(case when referrer_nps_category = 'all' then won else -won end) as won,
        sum(case when referrer_nps_category = 'all' then revenue_amount else -revenue_amount end)
            as revenue_amount,
        sum(case when referrer_nps_category = 'all' then profit_amount else -profit_amount end)
            as profit_amount
    from summary
    group by quarter_start

),

totals as (

    select
        sum(referrals) as referrals,
        sum(revenue_amount) as revenue_amount,
        sum(profit_amount) as profit_amount
    from summary
    where referrer_nps_category = 'all'

),

controls as (

    select
        count(*) as referrals,
        sum(referred_revenue_amount) as revenue_amount,
        sum(referred_profit_amount) as profit_amount
    from referral_value

),

final as (

    select cast(quarter_start as string) as place
    from compared
    where referrals <> 0 or won <> 0 or revenue_amount <> 0 or profit_amount <> 0

    union all

    select 'all quarters' as place
    from totals
    cross join controls
    where
        totals.referrals <> controls.referrals
        or totals.revenue_amount <> controls.revenue_amount
        or totals.profit_amount <> controls.profit_amount

)

select * from final
