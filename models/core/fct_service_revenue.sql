with

service_revenue as (

    select * from {{ ref('stg_finance__service_revenue') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        service_revenue.invoice_id,
        service_revenue.line_no,
        service_revenue.work_order_id,
        service_revenue.customer_id,
        service_revenue.unit_id,
        coalesce(
            nullif(regions.region_id, 'unknown'), service_centers.region_id, 'unknown'
        ) as region_id,
        coalesce(service_centers.service_center_id, 'unknown') as service_center_id,
        service_centers.operator,
        coalesce(
            nullif(service_revenue.product_line, 'all'), units.product_line, 'unknown'
        ) as product_line,
        service_revenue.revenue_type,
        service_revenue.service_product,
        service_revenue.part_no,
        service_revenue.recognized_on,
        cast(date_trunc('month', service_revenue.recognized_on) as date) as month_start,
        service_revenue.currency,
        service_revenue.net_amount as net_amount_original,
        {{ to_reporting('service_revenue.net_amount', 'exchange_rates.rate') }} as net_amount
    from service_revenue
    cross join settings
    left join regions on service_revenue.region_id = regions.region_id
    left join service_centers
        on service_revenue.service_center_id = service_centers.service_center_id
    left join units on service_revenue.unit_id = units.unit_id
    left join exchange_rates
        on
            service_revenue.currency = exchange_rates.currency
            and service_revenue.recognized_on >= exchange_rates.valid_from
            and service_revenue.recognized_on < exchange_rates.valid_to
    where service_revenue.recognized_on <= settings.as_of_date

)

select * from final
