with

referrals as (

    select * from {{ ref('stg_crm__referrals') }}

),

sales as (

    select * from {{ ref('fct_sales') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

identified as (

    select
        referrals.referral_id,
        coalesce(referrers.surviving_customer_id, referrals.referrer_customer_id)
            as referrer_customer_id,
        coalesce(
            sales.customer_id, referred.surviving_customer_id, referrals.referred_customer_id
        ) as referred_customer_id,
        referrals.sale_id,
        case when referrals.sale_id is not null then sales.sale_id is not null end
            as is_sale_known,
        referrals.work_order_id,
        referrals.evidence,
        referrals.campaign_id,
        referrals.referred_at
    from referrals
    left join customers as referrers on referrals.referrer_customer_id = referrers.customer_id
    left join customers as referred on referrals.referred_customer_id = referred.customer_id
    left join sales on referrals.sale_id = sales.sale_id

),

placed as (

    select
        identified.referral_id,
        coalesce(customers.region_id, 'unknown') as region_id,
        {{ local_date(
            'identified.referred_at', 'coalesce(regions.timezone, settings.default_timezone)'
        ) }} as referred_on,
        settings.as_of_date
    from identified
    cross join settings
    left join customers on identified.referrer_customer_id = customers.customer_id
    left join regions on customers.region_id = regions.region_id

),

final as (

    select
        identified.referral_id,
        identified.referrer_customer_id,
        identified.referred_customer_id,
        identified.sale_id,
        identified.is_sale_known,
        identified.work_order_id,
        identified.evidence,
        identified.campaign_id,
        placed.region_id,
        identified.referred_at,
        placed.referred_on,
        cast(date_trunc('quarter', placed.referred_on) as date) as quarter_start
    from identified
    inner join placed on identified.referral_id = placed.referral_id
    where placed.referred_on <= placed.as_of_date

)

select * from final
