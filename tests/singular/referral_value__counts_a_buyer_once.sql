-- Fails with a buyer whose assumed value, over all referrals, exceeds the value of one customer.
-- Does not test the value itself, which is an assumption.
-- Mended by the owner of `models/marts/customer`.
with

referral_value as (

    select * from {{ ref('referral_value') }}

),

values_ranged as (

    select * from {{ ref('int_referred_values_ranged') }}

),

summed as (

    select
        referred_customer_id,
        sum(assumed_value_amount) as assumed_value_amount
    from referral_value
    group by referred_customer_id

),

highest as (

    select max(amount) as amount
    from values_ranged

),

final as (

    select summed.referred_customer_id
    from summed
    cross join highest
    where summed.assumed_value_amount > highest.amount

)

select * from final
