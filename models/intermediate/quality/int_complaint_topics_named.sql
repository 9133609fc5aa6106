with

complaints as (

    select * from {{ ref('int_complaints_grouped') }}

),

tickets as (

    select * from {{ ref('int_complaint_tickets_kept') }}
    where is_complaint

),

split as (

    select
        surviving_ticket_id as ticket_id,
        {{ split_rows('topic', ',') }} as topic
    from tickets

),

named as (

    select
        ticket_id,
        {{ trimmed('topic') }} as topic
    from split
    group by ticket_id, {{ trimmed('topic') }}

),

final as (

    select
        complaints.ticket_id,
        coalesce(named.topic, 'unknown') as topic,
        complaints.customer_id,
        complaints.product_line,
        complaints.quarter_start
    from complaints
    left join named on complaints.ticket_id = named.ticket_id and named.topic is not null

)

select * from final
