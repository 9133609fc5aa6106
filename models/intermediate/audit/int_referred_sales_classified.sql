with

sales as (

    select * from {{ ref('int_sales_classified') }}

),

sale_adjustments as (

    select * from {{ ref('int_sale_adjustments_classified') }}
    where reason is null or reason <> 'after_as_of'

),

referrals as (

    select * from {{ ref('int_referrals_judged') }}

),

claimed as (

    select
        sale_id,
        max(case when status = 'won' then 1 else 0 end) = 1 as is_won,
        count(case when status = 'won' then 1 end) as referral_parts,
        count(distinct campaign_id) as campaign_parts
    from referrals
    where sale_id is not null
    group by sale_id

),

adjusted as (

    select
        sale_id,
        sum(amount) as amount
    from sale_adjustments
    group by sale_id

),

weighed as (

    select
        sales.sale_id,
        sales.is_after_as_of,
        coalesce(claimed.is_won, false) as is_won,
        sales.ordered_amount as amount,
        case when claimed.is_won then coalesce(adjusted.amount, 0) else 0 end as credit_amount,
        coalesce(claimed.referral_parts, 0) as referral_parts,
        coalesce(claimed.campaign_parts, 0) as campaign_parts,
        cast((sales.ordered_amount - coalesce(adjusted.amount, 0)) * 100 as bigint)
            as revenue_cents
    from sales
    left join claimed on sales.sale_id = claimed.sale_id
    left join adjusted on sales.sale_id = adjusted.sale_id

),

divided as (

    select
        sale_id,
        {{ int_div('abs(revenue_cents)', '(referral_parts + campaign_parts)') }} as part_cents,
        abs(revenue_cents) % nullif(referral_parts + campaign_parts, 0) as cents_left
    from weighed
    where is_won

),

-- the campaigns' parts come after the referrals', so that they get a cent left over last
final as (

    select
        weighed.sale_id,
        case
            when weighed.is_after_as_of then 'after_as_of'
            when not weighed.is_won then 'not_referred'
        end as reason,
        weighed.amount,
        cast(weighed.credit_amount as decimal(28, 2)) as credit_amount,
        cast(coalesce(cast(
            sign(weighed.revenue_cents) * (
                weighed.campaign_parts * divided.part_cents
                + greatest(0, divided.cents_left - weighed.referral_parts)
            ) as decimal(20, 0)
        ) * cast(0.01 as decimal(3, 2)), 0) as decimal(28, 2)) as campaign_amount
    from weighed
    left join divided on weighed.sale_id = divided.sale_id

)

select * from final
