with

accepted as (

    select * from {{ ref('base_warranty__products') }}
    where row_state = 'accepted'

),

renamed as (

    select
        product_id,
        product_name,
        product_line,
        model,
        brand,
        is_own_brand,
        manufacturing_cost,
        list_price,
        currency,
        launched_on,
        usage_unit,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
