with

dashboard as (

    select * from {{ ref('aftersales_value_dashboard') }}
    where period = 'quarter' and scope_type = 'company'

),

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

work_orders as (

    select * from {{ ref('fct_work_orders') }}
    where goodwill_amount is not null

),

service_cases as (

    select * from {{ ref('int_service_cases_costed') }}
    where has_goodwill_claim

),

stock as (

    select * from {{ ref('int_stock_quarters_valued') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

quarters as (

    select distinct period_start as quarter_start
    from dashboard

),

posted_by_quarter as (

    select
        cast(date_trunc('quarter', posted_on) as date) as quarter_start,
        sum(case when cost_type = 'labor' then amount else 0 end) as labor_amount
    from service_costs
    group by cast(date_trunc('quarter', posted_on) as date)

),

first_posted as (

    select min(quarter_start) as first_quarter
    from posted_by_quarter

),

-- a quarter without an entry after the ledger's first is 0, so four rows are four quarters
fill_labor as (

    select
        quarters.quarter_start,
        coalesce(posted_by_quarter.labor_amount, 0) as labor_amount,
        first_posted.first_quarter
    from quarters
    cross join first_posted
    left join posted_by_quarter on quarters.quarter_start = posted_by_quarter.quarter_start

),

sum_labor as (

    select
        quarter_start,
        labor_amount,
        case
            when quarter_start >= {{ add_months('first_quarter', 9) }}
                then sum(labor_amount) over (
                    order by quarter_start nulls last
                    rows between 3 preceding and current row
                )
        end as four_quarters_amount
    from fill_labor

),

forgo_prices as (

    select
        cast(
            date_trunc('quarter', coalesce(work_orders.closed_on, work_orders.opened_on)) as date
        ) as quarter_start,
        sum(work_orders.goodwill_amount) as forgone_amount
    from work_orders
    left join service_cases on work_orders.work_order_id = service_cases.work_order_id
    where service_cases.work_order_id is null
    group by
        cast(date_trunc('quarter', coalesce(work_orders.closed_on, work_orders.opened_on)) as date)

),

final as (

    select
        metric as measure,
        period_start as quarter_start,
        {{ adapter.quote('value') }} as amount
    from dashboard

    union all

    select
        metric || '_change' as measure,
        period_start as quarter_start,
        {{ adapter.quote('change') }} as amount
    from dashboard

    union all

    select
        'labor_cost_amount' as measure,
        sum_labor.quarter_start,
        case
            when tables_delivered.has_finance__service_costs
                then cast(sum_labor.labor_amount as double)
        end as amount
    from sum_labor
    cross join tables_delivered

    union all

    select
        'labor_cost_four_quarters_amount' as measure,
        quarter_start,
        cast(four_quarters_amount as double) as amount
    from sum_labor

    union all

    select
        'goodwill_forgone_amount' as measure,
        quarters.quarter_start,
        case
            when tables_delivered.has_service__work_orders
                then cast(coalesce(forgo_prices.forgone_amount, 0) as double)
        end as amount
    from quarters
    cross join tables_delivered
    left join forgo_prices on quarters.quarter_start = forgo_prices.quarter_start

    union all

    -- a stock that nobody counted in the quarter's last month is unknown, not 0
    select
        'parts_stock_amount' as measure,
        quarters.quarter_start,
        cast(stock.stock_amount as double) as amount
    from quarters
    left join stock on quarters.quarter_start = stock.quarter_start

)

select * from final
