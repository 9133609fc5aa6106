with

accepted as (

    select * from {{ ref('base_service__notifications') }}
    where row_state = 'accepted'

),

renamed as (

    select
        notification_id,
        work_order_id,
        sent_at,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
