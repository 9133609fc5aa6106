with

audits as (

    select * from {{ ref('stg_service__mystery_audits') }}

),

tickets_merged as (

    select * from {{ ref('int_tickets_merged') }}

),

-- an audit of a ticket is an audit of every ticket merged with it
audited as (

    select distinct coalesce(tickets_merged.surviving_ticket_id, audits.ticket_id) as ticket_id
    from audits
    left join tickets_merged on audits.ticket_id = tickets_merged.ticket_id
    where audits.ticket_id is not null

),

final as (

    select ticket_id from audited
    union
    select tickets_merged.ticket_id
    from tickets_merged
    inner join audited on tickets_merged.surviving_ticket_id = audited.ticket_id

)

select * from final
