with

accepted as (

    select * from {{ ref('base_service__ticket_events') }}
    where row_state = 'accepted'

),

renamed as (

    select
        event_id,
        ticket_id,
        occurred_at,
        event_type,
        actor_type,
        actor_id,
        group_name,
        info_field,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
