with

referral_quarters as (

    select * from {{ ref('int_referral_quarters_counted') }}

),

acquisition_costs as (

    select * from {{ ref('int_acquisition_costs_counted') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

spined as (

    select
        quarter_start,
        referrer_nps_category
    from referral_quarters

    union

    select
        quarter_start,
        'all' as referrer_nps_category
    from acquisition_costs

),

-- what a quarter lacks of a delivered table is 0; what was not delivered is null
masked as (

    select
        spined.quarter_start,
        spined.referrer_nps_category,
        tables_delivered.has_crm__referrals as has_referrals,
        tables_delivered.has_crm__referrals and tables_delivered.has_crm__sales as has_outcomes,
        tables_delivered.has_crm__referral_rewards
        and spined.referrer_nps_category = 'all' as has_rewards,
        tables_delivered.has_crm__marketing_spend
        and spined.referrer_nps_category = 'all' as has_spend,
        tables_delivered.has_crm__referrals and tables_delivered.has_crm__sales
        and spined.referrer_nps_category = 'all' as has_customers
    from spined
    cross join tables_delivered

),

joined as (

    select
        masked.quarter_start,
        masked.referrer_nps_category,
        case when masked.has_referrals then coalesce(counted.referrals, 0) end as referrals,
        case when masked.has_referrals then coalesce(counted.referrers, 0) end as referrers,
        case when masked.has_referrals then coalesce(counted.prospects, 0) end as prospects,
        case when masked.has_outcomes then coalesce(counted.won, 0) end as won,
        case when masked.has_outcomes then coalesce(counted.non_void, 0) end as non_void,
        case
            when not masked.has_outcomes then null
            when counted.referrals is null then 0
            else counted.revenue_amount
        end as revenue_amount,
        case
            when not masked.has_outcomes then null
            when counted.referrals is null then 0
            else counted.profit_amount
        end as profit_amount,
        case
            when not masked.has_outcomes then null
            when counted.referrals is null then 0
            else counted.assumed_value_amount
        end as assumed_value_amount,
        case when masked.has_rewards then coalesce(acquisition_costs.referral_cost_amount, 0) end
            as referral_cost_amount,
        case
            when masked.has_customers then coalesce(acquisition_costs.referred_new_customers, 0)
        end as referred_new_customers,
        case when masked.has_spend then coalesce(acquisition_costs.marketing_amount, 0) end
            as marketing_amount,
        case when masked.has_customers then coalesce(acquisition_costs.other_new_customers, 0) end
            as other_new_customers
    from masked
    left join referral_quarters as counted
        on
            masked.quarter_start = counted.quarter_start
            and masked.referrer_nps_category = counted.referrer_nps_category
    left join acquisition_costs on masked.quarter_start = acquisition_costs.quarter_start

),

-- acquisition cost per new customer, of either way
divided as (

    select
        quarter_start,
        referrer_nps_category,
        cast(referral_cost_amount as double) / nullif(referred_new_customers, 0) as referral_cac,
        cast(marketing_amount as double) / nullif(other_new_customers, 0) as paid_cac
    from joined

),

final as (

    select
        joined.quarter_start,
        joined.referrer_nps_category,
        joined.referrals,
        joined.prospects,
        joined.won,
        cast(joined.won as double) / nullif(joined.non_void, 0) as conversion_rate,
        joined.won as conversion_rate_numerator,
        joined.non_void as conversion_rate_denominator,
        cast(joined.revenue_amount as decimal(28, 2)) as revenue_amount,
        cast(joined.profit_amount as decimal(28, 2)) as profit_amount,
        cast(joined.assumed_value_amount as decimal(28, 2)) as assumed_value_amount,
        cast(joined.prospects as double) / nullif(joined.referrers, 0) as prospects_per_referrer,
        joined.prospects as prospects_per_referrer_numerator,
        joined.referrers as prospects_per_referrer_denominator,
        cast(joined.referral_cost_amount as decimal(28, 2)) as referral_cost_amount,
        joined.referred_new_customers,
        divided.referral_cac,
        cast(joined.marketing_amount as decimal(28, 2)) as marketing_amount,
        joined.other_new_customers,
        divided.paid_cac,
        {{ ratio('divided.referral_cac', 'divided.paid_cac') }} as cac_ratio,
        case
            when joined.won > 0 then 'assumed'
            when joined.revenue_amount is not null then 'measured'
        end as evidence_grade
    from joined
    inner join divided
        on
            joined.quarter_start = divided.quarter_start
            and joined.referrer_nps_category = divided.referrer_nps_category

)

select * from final
