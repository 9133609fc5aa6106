with

service_costs as (

    select * from {{ ref('stg_finance__service_costs') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        service_costs.entry_id,
        service_costs.account,
        service_costs.cost_type,
        service_costs.is_fixed,
        coalesce(
            nullif(regions.region_id, 'unknown'), service_centers.region_id, 'unknown'
        ) as region_id,
        case
            when nullif(regions.region_id, 'unknown') is not null then 'as_posted'
            when nullif(service_centers.region_id, 'unknown') is not null then 'region_of_centre'
            else 'unmapped'
        end as allocation_rule,
        coalesce(service_centers.service_center_id, 'unknown') as service_center_id,
        coalesce(nullif(service_costs.product_line, 'all'), 'unknown') as product_line,
        service_costs.posted_on,
        cast(date_trunc('month', service_costs.posted_on) as date) as month_start,
        service_costs.statement_line,
        service_costs.currency,
        service_costs.amount as amount_original,
        {{ to_reporting('service_costs.amount', 'exchange_rates.rate') }} as amount
    from service_costs
    cross join settings
    left join regions on service_costs.region_id = regions.region_id
    left join service_centers
        on service_costs.service_center_id = service_centers.service_center_id
    left join exchange_rates
        on
            service_costs.currency = exchange_rates.currency
            and service_costs.posted_on >= exchange_rates.valid_from
            and service_costs.posted_on < exchange_rates.valid_to
    where service_costs.posted_on <= settings.as_of_date

)

select * from final
