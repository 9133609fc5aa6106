with

accepted as (

    select * from {{ ref('base_crm__marketing_spend') }}
    where row_state = 'accepted'

),

renamed as (

    select
        spend_id,
        spent_on,
        channel,
        amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
