with

accepted as (

    select * from {{ ref('base_finance__company_revenue') }}
    where row_state = 'accepted'

),

renamed as (

    select
        revenue_month,
        product_line,
        net_amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
