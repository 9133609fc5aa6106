with

accepted as (

    select * from {{ ref('base_crm__customers') }}
    where row_state = 'accepted'

),

renamed as (

    select
        customer_id,
        customer_type,
        segment,
        household_id,
        region_id,
        city,
        full_name,
        phone,
        email,
        created_at,
        merged_into_customer_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
