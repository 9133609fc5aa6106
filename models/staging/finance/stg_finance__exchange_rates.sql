with

accepted as (

    select * from {{ ref('base_finance__exchange_rates') }}
    where row_state = 'accepted'

),

renamed as (

    select
        rate_on,
        from_currency,
        to_currency,
        rate,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
