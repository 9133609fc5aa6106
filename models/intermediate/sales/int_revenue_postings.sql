with

sales as (

    select * from {{ ref('fct_sales') }}

),

known_sales as (

    select * from {{ ref('stg_crm__sales') }}

),

sale_adjustments as (

    select * from {{ ref('int_sale_adjustments_valued') }}

),

company_revenue as (

    select * from {{ ref('stg_finance__company_revenue') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

post_sales as (

    select
        product_line,
        region_id,
        revenue_month as month_start,
        'sale' as posting_kind,
        sale_id as source_id,
        net_amount as amount
    from sales
    where counts_as_revenue

),

-- an adjustment of a sale that nobody knows keeps its money, on `unknown`; of one that is ordered
-- after the as-of date it takes off nothing yet
post_adjustments as (

    select
        coalesce(sales.product_line, 'unknown') as product_line,
        coalesce(sales.region_id, 'unknown') as region_id,
        cast(date_trunc(
            'month',
            greatest(
                sale_adjustments.adjusted_on,
                coalesce(sales.delivered_on, sale_adjustments.adjusted_on)
            )
        ) as date) as month_start,
        'adjustment' as posting_kind,
        sale_adjustments.adjustment_id as source_id,
        -sale_adjustments.amount as amount
    from sale_adjustments
    cross join tables_delivered
    left join sales on sale_adjustments.sale_id = sales.sale_id
    left join known_sales on sale_adjustments.sale_id = known_sales.sale_id
    where
        tables_delivered.has_crm__sales
        and (sales.counts_as_revenue or known_sales.sale_id is null)

),

post_company_revenue as (

    select
        coalesce(nullif(company_revenue.product_line, 'all'), 'unknown') as product_line,
        'unknown' as region_id,
        cast(date_trunc('month', company_revenue.revenue_month) as date) as month_start,
        'company_revenue' as posting_kind,
        company_revenue.revenue_month || '|' || company_revenue.product_line
        || '|' || company_revenue.currency as source_id,
        {{ to_reporting('company_revenue.net_amount', 'rates.rate') }} as amount
    from company_revenue
    inner join settings on last_day(company_revenue.revenue_month) <= settings.as_of_date
    left join rates
        on
            company_revenue.currency = rates.currency
            and last_day(company_revenue.revenue_month) >= rates.valid_from
            and last_day(company_revenue.revenue_month) < rates.valid_to

),

final as (

    select
        product_line,
        region_id,
        month_start,
        posting_kind,
        source_id,
        amount
    from post_sales
    union all
    select
        product_line,
        region_id,
        month_start,
        posting_kind,
        source_id,
        amount
    from post_adjustments
    union all
    select
        product_line,
        region_id,
        month_start,
        posting_kind,
        source_id,
        amount
    from post_company_revenue

)

select * from final
