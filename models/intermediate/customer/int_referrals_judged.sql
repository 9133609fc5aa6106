with

referrals as (

    select * from {{ ref('fct_referrals') }}

),

sales as (

    select * from {{ ref('fct_sales') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}

),

began as (

    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from sales
    where not is_other_brand and not is_cancelled_or_returned
    group by customer_id

),

paired as (

    select
        referrer_customer_id,
        referred_customer_id,
        min(referred_at) as first_referred_at
    from referrals
    group by referrer_customer_id, referred_customer_id

),

-- an order strictly before this one is by itself another sale
compared as (

    select
        referrals.referral_id,
        referrals.referrer_customer_id = referrals.referred_customer_id as is_self,
        referrers.household_id = referred.household_id as is_household,
        began.first_ordered_on
        < least(referrals.referred_on, coalesce(sales.ordered_on, referrals.referred_on))
            as is_existing_customer,
        paired.first_referred_at < referrals.referred_at as is_circular,
        sales.is_cancelled_or_returned as is_cancelled,
        {{ days_between('referrals.referred_on', 'sales.ordered_on') }} between
        case when referrals.evidence = 'buyer_survey' then -assumptions.value else 0 end
        and assumptions.value as is_in_window
    from referrals
    inner join assumptions
        on
            assumptions.assumption = 'referral_window_days'
            and referrals.referred_on >= assumptions.valid_from
            and referrals.referred_on < assumptions.valid_to
    left join sales on referrals.sale_id = sales.sale_id
    left join customers as referrers
        on referrals.referrer_customer_id = referrers.customer_id
    left join customers as referred
        on referrals.referred_customer_id = referred.customer_id
    left join began on referrals.referred_customer_id = began.customer_id
    left join paired
        on
            referrals.referrer_customer_id = paired.referred_customer_id
            and referrals.referred_customer_id = paired.referrer_customer_id

),

final as (

    select
        referrals.referral_id,
        referrals.sale_id,
        referrals.campaign_id,
        referrals.referred_on,
        case
            when not referrals.is_sale_known then null
            when compared.is_self then 'void_self'
            when compared.is_household then 'void_household'
            when compared.is_existing_customer then 'void_existing_customer'
            when compared.is_circular then 'void_circular'
            when referrals.sale_id is null then 'prospect'
            when compared.is_cancelled then 'cancelled'
            when compared.is_in_window then 'won'
            else 'expired'
        end as status
    from referrals
    inner join compared on referrals.referral_id = compared.referral_id

)

select * from final
