with

accepted as (

    select * from {{ ref('base_crm__purchase_decisions') }}
    where row_state = 'accepted'

),

renamed as (

    select
        respondent_id,
        customer_id,
        outcome,
        factor,
        factor_rank,
        answered_on,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
