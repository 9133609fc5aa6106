with

accepted as (

    select * from {{ ref('base_finance__service_costs') }}
    where row_state = 'accepted'

),

renamed as (

    select
        entry_id,
        account,
        cost_type,
        is_fixed,
        region_id,
        service_center_id,
        product_line,
        posted_on,
        amount,
        currency,
        statement_line,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
