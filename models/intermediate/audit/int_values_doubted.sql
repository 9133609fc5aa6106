with

parts as (

    select * from {{ ref('stg_parts__parts') }}

),

products as (

    select * from {{ ref('stg_warranty__products') }}

),

units as (

    select * from {{ ref('stg_warranty__units') }}

),

regions as (

    select * from {{ ref('stg_service__regions') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

customers_merged as (

    select * from {{ ref('int_customers_merged') }}

),

parts_superseded as (

    select * from {{ ref('int_parts_superseded') }}

),

issues_merged as (

    select * from {{ ref('int_issues_merged') }}

),

time_zones as (

    select * from {{ ref('time_zones') }}

),

convertible as (

    select distinct currency from rates

),

noted as (

    select
        'missing_rate' as warning,
        'parts.parts' as full_name,
        'standard_cost' as column_name,
        convertible.currency is null as is_doubted
    from parts
    left join convertible on parts.currency = convertible.currency
    where parts.standard_cost is not null

    union all

    select
        'missing_rate' as warning,
        'warranty.products' as full_name,
        'manufacturing_cost' as column_name,
        convertible.currency is null as is_doubted
    from products
    left join convertible on products.currency = convertible.currency
    where products.manufacturing_cost is not null

    union all

    select
        'missing_rate' as warning,
        'warranty.units' as full_name,
        'manufacturing_cost' as column_name,
        convertible.currency is null as is_doubted
    from units
    left join products on units.product_id = products.product_id
    left join convertible on products.currency = convertible.currency
    where units.manufacturing_cost is not null

    union all

    select
        'unknown_timezone' as warning,
        'service.regions' as full_name,
        'timezone' as column_name,
        time_zones.timezone is null as is_doubted
    from regions
    left join time_zones on regions.timezone = time_zones.timezone

    union all

    select
        'cycle' as warning,
        'crm.customers' as full_name,
        'merged_into_customer_id' as column_name,
        is_in_cycle as is_doubted
    from customers_merged

    union all

    select
        'cycle' as warning,
        'parts.parts' as full_name,
        'superseded_by_part_no' as column_name,
        is_in_cycle as is_doubted
    from parts_superseded

    union all

    select
        'cycle' as warning,
        'quality.issues' as full_name,
        'duplicate_of_issue_id' as column_name,
        is_in_cycle as is_doubted
    from issues_merged

),

final as (

    select
        warning,
        full_name,
        column_name,
        count(*) as noted_rows,
        count(case when is_doubted then 1 end) as doubted_rows
    from noted
    group by warning, full_name, column_name

)

select * from final
