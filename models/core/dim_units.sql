with

units as (

    select * from {{ ref('stg_warranty__units') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

placed as (

    select
        units.unit_id,
        coalesce(products.product_id, 'unknown') as product_id,
        coalesce(products.product_line, 'unknown') as product_line,
        coalesce(products.is_own_brand, false) as is_own_brand,
        coalesce(products.is_other_brand, false) as is_other_brand,
        units.customer_id,
        coalesce(regions.region_id, 'unknown') as region_id,
        coalesce(regions.timezone, settings.default_timezone) as timezone,
        units.built_on,
        units.plant,
        units.production_batch,
        units.shipped_on,
        units.in_service_on,
        units.status,
        units.status_on,
        units.updated_at,
        coalesce(units.manufacturing_cost, products.manufacturing_cost) as manufacturing_cost,
        products.currency as manufacturing_cost_currency
    from units
    cross join settings
    left join products on units.product_id = products.product_id
    left join regions on units.region_id = regions.region_id

),

final as (

    select
        unit_id,
        product_id,
        product_line,
        is_own_brand,
        is_other_brand,
        customer_id,
        region_id,
        timezone,
        built_on,
        plant,
        production_batch,
        shipped_on,
        in_service_on,
        status,
        status_on,
        case
            when status in ('returned', 'scrapped', 'exported')
                then coalesce(status_on, {{ local_date('updated_at', 'timezone') }})
        end as left_field_on,
        manufacturing_cost,
        manufacturing_cost_currency
    from placed

)

select * from final
