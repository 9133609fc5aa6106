with

accepted as (

    select * from {{ ref('base_finance__service_revenue') }}
    where row_state = 'accepted'

),

renamed as (

    select
        invoice_id,
        line_no,
        work_order_id,
        customer_id,
        unit_id,
        region_id,
        service_center_id,
        product_line,
        revenue_type,
        service_product,
        recognized_on,
        net_amount,
        currency,
        part_no,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
