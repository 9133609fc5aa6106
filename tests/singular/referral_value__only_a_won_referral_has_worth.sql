-- Fails with a referral that bears revenue, profit or assumed value without having won, or amounts
-- without a status.
-- Does not test whether the status is right; unit tests of `int_referrals_judged` do.
-- Mended by the owner of `models/marts/customer`.
with

referral_value as (

    select * from {{ ref('referral_value') }}

),

final as (

    select referral_id
    from referral_value
    where
        (
            coalesce(status, 'unknown') <> 'won'
            and (
                referred_revenue_amount <> 0
                or referred_profit_amount <> 0
                or assumed_value_amount <> 0
            )
        )
        or (status is null and credit_share is not null)
        or (status in ('won', 'cancelled')) <> (credit_share > 0)

)

select * from final
