with

accepted as (

    select * from {{ ref('base_crm__customer_events') }}
    where row_state = 'accepted'

),

renamed as (

    select
        event_id,
        customer_id,
        event_type,
        occurred_on,
        reason,
        service_center_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
