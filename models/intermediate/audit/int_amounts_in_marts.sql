with

in_warranty_marts as (

    select * from {{ ref('int_amounts_in_warranty_marts') }}

),

in_reserve_marts as (

    select * from {{ ref('int_amounts_in_reserve_marts') }}

),

in_service_marts as (

    select * from {{ ref('int_amounts_in_service_marts') }}

),

in_customer_marts as (

    select * from {{ ref('int_amounts_in_customer_marts') }}

),

gathered as (

    select
        full_name,
        mart,
        amount
    from in_warranty_marts
    union all
    select
        full_name,
        mart,
        amount
    from in_reserve_marts
    union all
    select
        full_name,
        mart,
        amount
    from in_service_marts
    union all
    select
        full_name,
        mart,
        amount
    from in_customer_marts

),

final as (

    select
        full_name,
        mart,
        cast(coalesce(amount, 0) as decimal(28, 2)) as amount
    from gathered

)

select * from final
