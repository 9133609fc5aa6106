with

referrals_judged as (

    select * from {{ ref('int_referrals_judged') }}

),

sales as (

    select * from {{ ref('fct_sales') }}

),

values_ranged as (

    select * from {{ ref('int_referred_values_ranged') }}

),

claimed as (

    select
        sale_id,
        count(case when status in ('cancelled', 'won') then 1 end) + count(distinct campaign_id)
            as credit_parts
    from referrals_judged
    where sale_id is not null
    group by sale_id

),

ranked as (

    select
        referral_id,
        sale_id,
        referred_on,
        status = 'won' as is_won,
        row_number() over (partition by sale_id order by referral_id nulls last) as part_number
    from referrals_judged
    where status in ('cancelled', 'won')

),

won_sales as (

    select
        sales.customer_id,
        sales.sale_id,
        row_number() over (
            partition by sales.customer_id
            order by sales.ordered_on nulls last, sales.sale_id nulls last
        ) as sale_number
    from sales
    inner join ranked on sales.sale_id = ranked.sale_id
    where ranked.is_won and ranked.part_number = 1

),

-- a sale ordered before the first rate of its currency converts on its delivery
converted as (

    select
        sale_id,
        coalesce(ordered_net_amount, net_amount) - adjusted_amount as amount
    from sales

),

-- whole cents of the sale, and of the buyer, whose value stands on the first won sale only
weighed as (

    select
        ranked.referral_id,
        ranked.part_number,
        claimed.credit_parts,
        case
            when ranked.is_won then cast(converted.amount * 100 as bigint)
            else 0
        end as revenue_cents,
        case
            when won_sales.sale_number = 1 then cast(values_ranged.amount * 100 as bigint)
            else 0
        end as value_cents
    from ranked
    inner join claimed on ranked.sale_id = claimed.sale_id
    inner join converted on ranked.sale_id = converted.sale_id
    left join won_sales on ranked.sale_id = won_sales.sale_id
    left join values_ranged
        on
            ranked.referred_on >= values_ranged.valid_from
            and ranked.referred_on < values_ranged.valid_to

),

-- equal parts leave equal remainders, so the first parts get a cent more
split as (

    select
        referral_id,
        credit_parts,
        sign(revenue_cents) * (
            {{ int_div('abs(revenue_cents)', 'credit_parts') }}
            + case when part_number <= abs(revenue_cents) % credit_parts then 1 else 0 end
        ) as revenue_cents,
        {{ int_div('value_cents', 'credit_parts') }}
        + case when part_number <= value_cents % credit_parts then 1 else 0 end as value_cents
    from weighed

),

final as (

    select
        referral_id,
        credit_parts,
        cast(1 as double) / credit_parts as credit_share,
        cast(
            cast(revenue_cents as bigint) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
        ) as referred_revenue_amount,
        cast(
            cast(value_cents as bigint) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
        ) as assumed_value_amount
    from split

)

select * from final
