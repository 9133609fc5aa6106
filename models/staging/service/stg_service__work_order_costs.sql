with

accepted as (

    select * from {{ ref('base_service__work_order_costs') }}
    where row_state = 'accepted'

),

renamed as (

    select
        cost_line_id,
        work_order_id,
        cost_type,
        cost_basis,
        amount,
        currency,
        incurred_on,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
