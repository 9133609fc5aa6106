with

products as (

    select * from {{ ref('stg_warranty__products') }}

),

named_unknown as (

    select count(*) as products
    from products
    where product_id = 'unknown'

),

final as (

    select
        product_id,
        product_name,
        -- `all` is the name of all lines together in the marts, and no line of its own
        coalesce(nullif(product_line, 'all'), 'unknown') as product_line,
        model,
        brand,
        is_own_brand,
        not is_own_brand as is_other_brand,
        manufacturing_cost,
        list_price,
        currency,
        launched_on,
        usage_unit
    from products

    union all

    select
        'unknown' as product_id,
        'unknown' as product_name,
        'unknown' as product_line,
        cast(null as string) as model,
        cast(null as string) as brand,
        false as is_own_brand,
        false as is_other_brand,
        cast(null as decimal(18, 2)) as manufacturing_cost,
        cast(null as decimal(18, 2)) as list_price,
        cast(null as string) as currency,
        cast(null as date) as launched_on,
        cast(null as string) as usage_unit
    from named_unknown
    where products = 0

)

select * from final
