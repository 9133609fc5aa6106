with

accepted as (

    select * from {{ ref('base_crm__service_contracts') }}
    where row_state = 'accepted'

),

renamed as (

    select
        contract_id,
        customer_id,
        unit_id,
        service_product,
        starts_on,
        ends_on,
        annual_amount,
        fee_per_hour,
        guaranteed_availability,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
