with

work_orders as (

    select * from {{ ref('fct_work_orders') }}

),

referral_value as (

    select * from {{ ref('referral_value') }}

),

service_cases as (

    select * from {{ ref('int_service_cases_costed') }}

),

windows as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'referral_window_days'

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

referred as (

    select
        work_order_id,
        count(distinct case when status = 'won' then referred_customer_id end) as buyers,
        cast(sum(referred_revenue_amount) as decimal(28, 2)) as revenue_amount,
        cast(sum(referred_profit_amount) as decimal(28, 2)) as profit_amount
    from referral_value
    where work_order_id is not null
    group by work_order_id

),

chosen as (

    select
        work_orders.work_order_id,
        service_cases.case_cost_amount,
        case when service_cases.case_cost_amount is not null then service_cases.cost_basis end
            as cost_basis,
        case
            when tables_delivered.has_crm__referrals and tables_delivered.has_crm__sales
                then coalesce(referred.buyers, 0)
        end as referred_buyers,
        case
            when tables_delivered.has_crm__referrals and tables_delivered.has_crm__sales
                then coalesce(referred.revenue_amount, 0)
        end as referred_revenue_amount,
        case
            when tables_delivered.has_crm__referrals and tables_delivered.has_crm__sales
                then coalesce(referred.profit_amount, 0)
        end as referred_profit_amount
    from work_orders
    cross join tables_delivered
    left join service_cases on work_orders.work_order_id = service_cases.work_order_id
    left join referred on work_orders.work_order_id = referred.work_order_id
    where
        referred.work_order_id is not null
        or work_orders.goodwill_amount > 0
        or service_cases.has_goodwill_claim
        or service_cases.has_forgone_price

),

final as (

    select
        work_orders.work_order_id,
        work_orders.region_id,
        work_orders.product_line,
        work_orders.opened_on,
        cast(chosen.case_cost_amount as decimal(28, 2)) as case_cost_amount,
        chosen.cost_basis,
        chosen.referred_buyers,
        cast(chosen.referred_revenue_amount as decimal(28, 2)) as referred_revenue_amount,
        cast(chosen.referred_profit_amount as decimal(28, 2)) as referred_profit_amount,
        {{ ratio('chosen.referred_profit_amount', 'chosen.case_cost_amount') }}
            as benefit_cost_ratio,
        {{ ratio(
            '(chosen.referred_profit_amount - chosen.case_cost_amount)', 'chosen.case_cost_amount'
        ) }} as roi_net,
        cast(windows.value as integer) as days_window,
        'profit' as value_basis,
        case
            when chosen.referred_buyers > 0 then 'assumed'
            when chosen.referred_buyers is not null then 'measured'
        end as evidence_grade
    from chosen
    inner join work_orders on chosen.work_order_id = work_orders.work_order_id
    left join windows
        on
            work_orders.opened_on >= windows.valid_from
            and work_orders.opened_on < windows.valid_to

)

select * from final
