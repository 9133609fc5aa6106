with

accepted as (

    select * from {{ ref('base_crm__contract_changes') }}
    where row_state = 'accepted'

),

renamed as (

    select
        change_id,
        contract_id,
        customer_id,
        change_type,
        changed_on,
        annual_amount_delta,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
