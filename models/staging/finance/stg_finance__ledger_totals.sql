with

accepted as (

    select * from {{ ref('base_finance__ledger_totals') }}
    where row_state = 'accepted'

),

renamed as (

    select
        ledger_month,
        account,
        amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
