with

accepted as (

    select * from {{ ref('base_crm__sale_adjustments') }}
    where row_state = 'accepted'

),

renamed as (

    select
        adjustment_id,
        sale_id,
        adjustment_type,
        adjusted_on,
        amount,
        currency,
        quantity,
        reason,
        handling_amount,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
