with

referral_value as (

    select * from {{ ref('referral_value') }}

),

sales as (

    select * from {{ ref('fct_sales') }}

),

service_case_value as (

    select * from {{ ref('service_case_value') }}

),

-- a referral without a sale has no line yet, so lines are told only of what was sold
placed as (

    select
        coalesce(sales.product_line, 'unknown') as product_line,
        referral_value.region_id,
        cast(date_trunc('month', referral_value.referred_on) as date) as month_start,
        referral_value.status,
        referral_value.referred_revenue_amount,
        referral_value.referred_profit_amount,
        referral_value.assumed_value_amount
    from referral_value
    left join sales on referral_value.sale_id = sales.sale_id

),

gathered as (

    select
        'referrals' as component,
        product_line,
        region_id,
        month_start,
        1 as amount
    from placed

    union all

    select
        'referrals_won' as component,
        product_line,
        region_id,
        month_start,
        1 as amount
    from placed
    where status = 'won'

    union all

    select
        'referrals_not_void' as component,
        product_line,
        region_id,
        month_start,
        1 as amount
    from placed
    where status not like 'void%'

    union all

    select
        'referred_revenue' as component,
        product_line,
        region_id,
        month_start,
        referred_revenue_amount as amount
    from placed

    union all

    select
        'referred_profit' as component,
        product_line,
        region_id,
        month_start,
        referred_profit_amount as amount
    from placed

    union all

    select
        'referred_assumed_value' as component,
        product_line,
        region_id,
        month_start,
        assumed_value_amount as amount
    from placed

    union all

    select
        'case_cost' as component,
        product_line,
        region_id,
        cast(date_trunc('month', opened_on) as date) as month_start,
        case_cost_amount as amount
    from service_case_value

    union all

    select
        'case_profit' as component,
        product_line,
        region_id,
        cast(date_trunc('month', opened_on) as date) as month_start,
        referred_profit_amount as amount
    from service_case_value
    where case_cost_amount is not null

),

final as (

    select
        component,
        product_line,
        region_id,
        month_start,
        cast(sum(amount) as decimal(28, 10)) as amount
    from gathered
    group by component, product_line, region_id, month_start

)

select * from final
