with

referral_value as (

    select * from {{ ref('referral_value') }}

),

lined as (

    select
        quarter_start,
        referrer_nps_category,
        referrer_customer_id,
        status,
        referred_revenue_amount,
        referred_profit_amount,
        assumed_value_amount
    from referral_value

    union all

    select
        quarter_start,
        'all' as referrer_nps_category,
        referrer_customer_id,
        status,
        referred_revenue_amount,
        referred_profit_amount,
        assumed_value_amount
    from referral_value

),

final as (

    select
        quarter_start,
        referrer_nps_category,
        count(*) as referrals,
        count(distinct referrer_customer_id) as referrers,
        count(case when status = 'prospect' then 1 end) as prospects,
        count(case when status = 'won' then 1 end) as won,
        count(case when status not like 'void%' then 1 end) as non_void,
        -- null where of no referral the outcome is known: their sales were not accepted
        cast(sum(referred_revenue_amount) as decimal(28, 2)) as revenue_amount,
        cast(sum(referred_profit_amount) as decimal(28, 2)) as profit_amount,
        -- one won referral without a value, for want of a rate, leaves the sum unknown
        case
            when count(case when status = 'won' and assumed_value_amount is null then 1 end) = 0
                then cast(sum(assumed_value_amount) as decimal(28, 2))
        end as assumed_value_amount
    from lined
    group by quarter_start, referrer_nps_category

)

select * from final
