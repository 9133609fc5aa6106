with

months_counted as (

    select * from {{ ref('int_reserve_months_counted') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- a line begins with its first posting or claim paid, so that the lines add up to `all`
began as (

    select
        product_line,
        min(month_start) as first_month
    from months_counted
    group by product_line

),

spread as (

    select
        began.product_line,
        began.first_month,
        months.month_start
    from began
    inner join months on began.first_month <= months.month_start
    inner join settings on months.month_start <= settings.as_of_date

),

-- an opening after the first month cannot open it again: it moves the reserve like other postings
known as (

    select
        spread.product_line,
        spread.month_start,
        case
            when spread.month_start = spread.first_month
                then coalesce(months_counted.opening_posted_amount, 0)
            else 0
        end as opened_amount,
        case
            when spread.month_start > spread.first_month
                then coalesce(months_counted.opening_posted_amount, 0)
            else 0
        end as taken_up_amount,
        coalesce(months_counted.accrual_amount, 0) as accrual_amount,
        coalesce(months_counted.preexisting_amount, 0) as preexisting_amount,
        coalesce(months_counted.settlement_amount, 0) as settlement_amount,
        coalesce(months_counted.fx_other_amount, 0) as other_amount,
        months_counted.opening_difference_amount,
        coalesce(months_counted.claims_paid_amount, 0) as claims_paid_amount
    from spread
    left join months_counted
        on
            spread.product_line = months_counted.product_line
            and spread.month_start = months_counted.month_start

),

moved as (

    select
        product_line,
        month_start,
        opened_amount,
        taken_up_amount,
        accrual_amount,
        preexisting_amount,
        settlement_amount,
        other_amount + taken_up_amount as fx_other_amount,
        accrual_amount + preexisting_amount + settlement_amount + other_amount + taken_up_amount
            as change_amount,
        opening_difference_amount,
        claims_paid_amount
    from known

),

rolled as (

    select
        product_line,
        month_start,
        sum(opened_amount + change_amount) over (
            partition by product_line order by month_start nulls last
            rows between unbounded preceding and current row
        ) as closing_amount
    from moved

),

final as (

    select
        moved.month_start,
        moved.product_line,
        cast(rolled.closing_amount - moved.change_amount as decimal(28, 2)) as opening_amount,
        cast(moved.accrual_amount as decimal(28, 2)) as accrual_amount,
        cast(moved.preexisting_amount as decimal(28, 2)) as preexisting_amount,
        cast(moved.settlement_amount as decimal(28, 2)) as settlement_amount,
        cast(moved.fx_other_amount as decimal(28, 2)) as fx_other_amount,
        cast(moved.taken_up_amount as decimal(28, 2)) as opening_taken_up_amount,
        cast(rolled.closing_amount as decimal(28, 2)) as closing_amount,
        cast(moved.opening_difference_amount as decimal(28, 2)) as opening_difference_amount,
        case
            when figures_delivered.has_costs then cast(moved.claims_paid_amount as decimal(28, 2))
        end as claims_paid_amount,
        case
            when figures_delivered.has_costs
                then cast(moved.settlement_amount + moved.claims_paid_amount as decimal(28, 2))
        end as difference_amount
    from moved
    cross join figures_delivered
    inner join rolled
        on
            moved.product_line = rolled.product_line
            and moved.month_start = rolled.month_start

)

select * from final
