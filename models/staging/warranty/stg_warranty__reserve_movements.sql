with

accepted as (

    select * from {{ ref('base_warranty__reserve_movements') }}
    where row_state = 'accepted'

),

renamed as (

    select
        movement_id,
        product_line,
        posted_on,
        movement_type,
        amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
