-- Fails with a ticket whose events are not numbered 1 to n, or whose numbers run against time.
-- Does not test whether the events make sense in their order.
-- Mended by the owner of `models/marts/customer`.
with

ticket_events as (

    select * from {{ ref('fct_ticket_events') }}

),

stepped as (

    select
        ticket_id,
        event_number,
        occurred_at,
        lag(event_number, 1, cast(0 as bigint)) over (
            partition by ticket_id order by event_number nulls last
        ) as previous_number,
        lag(occurred_at) over (partition by ticket_id order by event_number nulls last)
            as previous_at
    from ticket_events

),

final as (

    select
        ticket_id,
        event_number
    from stepped
    where event_number <> previous_number + 1 or occurred_at < previous_at

)

select * from final
