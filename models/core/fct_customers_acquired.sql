with

sales as (

    select * from {{ ref('fct_sales') }}
    where not is_other_brand and not is_cancelled_or_returned

),

referrals_judged as (

    select * from {{ ref('int_referrals_judged') }}

),

began as (

    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from sales
    group by customer_id

),

won as (

    select distinct sale_id
    from referrals_judged
    where status = 'won'

),

-- the lines ordered on the first day are one purchase
final as (

    select
        began.customer_id,
        min(sales.sale_id) as first_sale_id,
        began.first_ordered_on,
        cast(date_trunc('quarter', began.first_ordered_on) as date) as quarter_start,
        max(case when won.sale_id is not null then 1 else 0 end) = 1 as is_referred
    from began
    inner join sales
        on
            began.customer_id = sales.customer_id
            and began.first_ordered_on = sales.ordered_on
    left join won on sales.sale_id = won.sale_id
    group by began.customer_id, began.first_ordered_on

)

select * from final
