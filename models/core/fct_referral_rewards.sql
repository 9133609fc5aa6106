with

referral_rewards as (

    select * from {{ ref('stg_crm__referral_rewards') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        referral_rewards.reward_id,
        referral_rewards.referral_id,
        referral_rewards.paid_on,
        {{ to_reporting('referral_rewards.amount', 'exchange_rates.rate') }} as amount
    from referral_rewards
    inner join settings on referral_rewards.paid_on <= settings.as_of_date
    left join exchange_rates
        on
            referral_rewards.currency = exchange_rates.currency
            and referral_rewards.paid_on >= exchange_rates.valid_from
            and referral_rewards.paid_on < exchange_rates.valid_to

)

select * from final
