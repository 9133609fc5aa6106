with

customers as (

    select * from {{ ref('stg_crm__customers') }}

),

customers_merged as (

    select * from {{ ref('int_customers_merged') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

final as (

    select
        customers.customer_id,
        customers_merged.surviving_customer_id,
        customers.customer_id <> customers_merged.surviving_customer_id as is_merged,
        customers_merged.is_in_cycle,
        customers.customer_type,
        customers.segment,
        survivors.household_id,
        coalesce(regions.region_id, 'unknown') as region_id,
        customers.city,
        customers.created_at
    from customers
    inner join customers_merged on customers.customer_id = customers_merged.customer_id
    inner join customers as survivors
        on customers_merged.surviving_customer_id = survivors.customer_id
    left join regions on customers.region_id = regions.region_id

)

select * from final
