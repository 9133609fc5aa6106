with

tickets as (

    select * from {{ ref('int_complaint_tickets_kept') }}

),

-- tickets that were merged are one complaint, told by the surviving ticket where it can tell
grouped as (

    select
        surviving_ticket_id,
        coalesce(max(case when not is_merged then customer_id end), min(customer_id))
            as customer_id,
        coalesce(
            max(case when not is_merged then nullif(product_line, 'unknown') end),
            min(nullif(product_line, 'unknown')),
            'unknown'
        ) as product_line,
        min(case when is_complaint then opened_on end) as complained_on
    from tickets
    group by surviving_ticket_id

),

final as (

    select
        surviving_ticket_id as ticket_id,
        customer_id,
        product_line,
        complained_on,
        cast(date_trunc('quarter', complained_on) as date) as quarter_start
    from grouped
    where complained_on is not null

)

select * from final
