with

tickets as (

    select * from {{ ref('stg_service__tickets') }}

),

tickets_located as (

    select * from {{ ref('int_tickets_located') }}

),

tickets_merged as (

    select * from {{ ref('int_tickets_merged') }}

),

tickets_audited as (

    select * from {{ ref('int_tickets_audited') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        tickets.ticket_id,
        tickets_merged.surviving_ticket_id,
        tickets.ticket_id <> tickets_merged.surviving_ticket_id as is_merged,
        tickets_merged.is_in_cycle,
        tickets_audited.ticket_id is not null as is_mystery_audit,
        tickets_located.customer_id,
        tickets.unit_id,
        tickets_located.product_line,
        tickets_located.service_center_id,
        tickets_located.region_id,
        tickets_located.timezone,
        tickets.channel,
        tickets.category,
        tickets.topic,
        tickets.is_complaint,
        tickets.priority,
        tickets.status,
        tickets.tags,
        tickets.opened_at,
        tickets.solved_at,
        tickets.closed_at,
        {{ local_date('tickets.opened_at', 'tickets_located.timezone') }} as opened_on
    from tickets
    cross join settings
    inner join tickets_located on tickets.ticket_id = tickets_located.ticket_id
    inner join tickets_merged on tickets.ticket_id = tickets_merged.ticket_id
    left join tickets_audited on tickets.ticket_id = tickets_audited.ticket_id
    where
        {{ local_date('tickets.opened_at', 'tickets_located.timezone') }} <= settings.as_of_date

)

select * from final
