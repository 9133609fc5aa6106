with

quality_failure_costs as (

    select * from {{ ref('fct_quality_failure_costs') }}

),

service_delivery as (

    select * from {{ ref('int_service_delivery_gathered') }}

),

customers_lost as (

    select * from {{ ref('int_customers_lost') }}

),

final as (

    select
        case source_table
            when 'warranty.claims' then 'failure_claims'
            else 'failure_returns'
        end as component,
        source_id,
        0 as line_no,
        product_line,
        cast(date_trunc('quarter', posted_on) as date) as quarter_start,
        case when is_event then 1 else 0 end as events,
        cast(amount as decimal(28, 2)) as amount
    from quality_failure_costs

    union all

    select
        component,
        source_id,
        line_no,
        product_line,
        cast(date_trunc('quarter', month_start) as date) as quarter_start,
        0 as events,
        cast(amount as decimal(28, 2)) as amount
    from service_delivery

    union all

    select
        'churn_credit' as component,
        customer_id as source_id,
        0 as line_no,
        product_line,
        quarter_start,
        1 as events,
        cast(amount as decimal(28, 2)) as amount
    from customers_lost

)

select * from final
