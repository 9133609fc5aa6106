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

-- days are whole numbers, so that the sum does not depend on the order of the rows
field_days as (

    select
        product_line,
        region_id,
        month_start,
        days_in_month,
        cast(sum(days_in_field) as bigint) as days_in_field
    from unit_months
    group by product_line, region_id, month_start, days_in_month

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
        cast(cast(days_in_field as double) / days_in_month as decimal(28, 10)) as amount
    from field_days

    union all

    select
        'unit_years' as component,
        product_line,
        region_id,
        month_start,
        cast(cast(days_in_field as double) / (12 * days_in_month) as decimal(28, 10)) as amount
    from field_days

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
