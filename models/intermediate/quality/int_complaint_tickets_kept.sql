with

tickets as (

    select * from {{ ref('fct_tickets') }}

),

-- an audit is nobody's complaint, and spam nobody's at all
final as (

    select
        ticket_id,
        surviving_ticket_id,
        is_merged,
        is_complaint,
        customer_id,
        product_line,
        topic,
        opened_on
    from tickets
    where not is_mystery_audit and status <> 'spam'

)

select * from final
