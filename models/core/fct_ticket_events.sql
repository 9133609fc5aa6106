with

ticket_events as (

    select * from {{ ref('stg_service__ticket_events') }}

),

tickets as (

    select * from {{ ref('int_tickets_located') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

placed as (

    select
        ticket_events.event_id,
        ticket_events.ticket_id,
        coalesce(tickets.surviving_ticket_id, ticket_events.ticket_id) as surviving_ticket_id,
        coalesce(tickets.region_id, 'unknown') as region_id,
        coalesce(tickets.timezone, settings.default_timezone) as timezone,
        ticket_events.occurred_at,
        ticket_events.event_type,
        ticket_events.actor_type,
        ticket_events.actor_id,
        ticket_events.group_name,
        ticket_events.info_field,
        settings.as_of_date
    from ticket_events
    cross join settings
    left join tickets on ticket_events.ticket_id = tickets.ticket_id

),

final as (

    select
        event_id,
        ticket_id,
        surviving_ticket_id,
        cast(row_number() over (
            partition by ticket_id order by occurred_at nulls last, event_id nulls last
        ) as bigint) as event_number,
        region_id,
        occurred_at,
        {{ local_date('occurred_at', 'timezone') }} as occurred_on,
        event_type,
        actor_type,
        actor_id,
        group_name,
        info_field
    from placed
    where {{ local_date('occurred_at', 'timezone') }} <= as_of_date

)

select * from final
