with

service_revenue as (

    select * from {{ ref('fct_service_revenue') }}

),

work_orders as (

    select * from {{ ref('fct_work_orders') }}
    where order_type = 'repair' and closed_on is not null

),

unit_months as (

    select * from {{ ref('fct_unit_months') }}

),

gathered as (

    select
        case
            when revenue_type = 'internal_warranty' then 'internal_revenue'
            else 'external_revenue'
        end as component,
        product_line,
        region_id,
        month_start,
        cast(net_amount as decimal(28, 10)) as amount
    from service_revenue

    union all

    select
        'repairs_closed' as component,
        product_line,
        region_id,
        cast(date_trunc('month', closed_on) as date) as month_start,
        cast(1 as decimal(28, 10)) as amount
    from work_orders

    union all

    select
        'unit_months' as component,
        product_line,
        region_id,
        month_start,
        exact_unit_months as amount
    from unit_months

    union all

    select
        'unit_years' as component,
        product_line,
        region_id,
        month_start,
        exact_unit_years as amount
    from unit_months

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
