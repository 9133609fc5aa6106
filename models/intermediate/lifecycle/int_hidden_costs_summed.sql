with

hidden_costs as (

    select * from {{ ref('int_hidden_costs_gathered') }}

),

scoped as (

    select
        product_line,
        quarter_start,
        component,
        events,
        amount
    from hidden_costs

    union all

    select
        'all' as product_line,
        quarter_start,
        component,
        events,
        amount
    from hidden_costs

),

final as (

    select
        product_line,
        quarter_start,
        sum(case when component = 'failure_claims' then amount end) as failure_claims_amount,
        sum(case when component = 'failure_returns' then amount end) as failure_returns_amount,
        count(case when component like 'failure%' and events = 1 then 1 end) as failure_events,
        sum(case when component = 'service_cost' then amount end) as service_cost_amount,
        sum(case when component = 'own_claim_work' then amount end) as own_claim_work_amount,
        sum(case when component = 'churn_credit' then amount end) as churn_credit_amount,
        count(case when component = 'churn_credit' then 1 end) as customers_lost,
        count(case when component = 'churn_credit' and amount is null then 1 end)
            as customers_without_value
    from scoped
    group by product_line, quarter_start

)

select * from final
