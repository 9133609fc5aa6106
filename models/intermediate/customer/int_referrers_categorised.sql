with

referrals as (

    select * from {{ ref('fct_referrals') }}

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

ranked as (

    select
        referrals.referral_id,
        survey_responses.nps_category,
        row_number() over (
            partition by referrals.referral_id
            order by
                survey_responses.answered_at desc nulls last,
                survey_responses.response_id desc nulls last
        ) as answer_rank
    from referrals
    inner join survey_responses
        on
            referrals.referrer_customer_id = survey_responses.customer_id
            and referrals.referred_at >= survey_responses.answered_at
    where
        survey_responses.survey_type = 'nps_relationship'
        and survey_responses.nps_category is not null
        and not survey_responses.is_mystery_audit

),

final as (

    select
        referral_id,
        nps_category as referrer_nps_category
    from ranked
    where answer_rank = 1

)

select * from final
