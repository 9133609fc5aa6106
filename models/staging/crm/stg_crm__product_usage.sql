with

accepted as (

    select * from {{ ref('base_crm__product_usage') }}
    where row_state = 'accepted'

),

renamed as (

    select
        customer_id,
        usage_month,
        active_days,
        features_used,
        features_available,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
