with

accepted as (

    select * from {{ ref('base_service__partner_settlements') }}
    where row_state = 'accepted'

),

renamed as (

    select
        settlement_id,
        partner_id,
        settled_on,
        gross_amount,
        payout_amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
