with

customer_events as (

    select * from {{ ref('stg_crm__customer_events') }}
    where event_type = 'churned' and reason = 'service_experience'

),

customers as (

    select * from {{ ref('dim_customers') }}

),

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand

),

customer_values as (

    select * from {{ ref('int_customer_values_ranged') }}
    where assumption = 'lost_customer_value'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

ranked as (

    select
        coalesce(customers.surviving_customer_id, customer_events.customer_id) as customer_id,
        customer_events.event_id,
        customer_events.occurred_on,
        row_number() over (
            partition by coalesce(customers.surviving_customer_id, customer_events.customer_id)
            order by
                customer_events.occurred_on asc nulls last,
                customer_events.event_id asc nulls last
        ) as event_rank
    from customer_events
    inner join settings on customer_events.occurred_on <= settings.as_of_date
    left join customers on customer_events.customer_id = customers.customer_id

),

-- a unit that went into service after the loss says nothing of it
owned as (

    select
        ranked.customer_id,
        units.product_line,
        row_number() over (
            partition by ranked.customer_id
            order by units.in_service_on desc nulls last, units.unit_id asc nulls last
        ) as unit_rank
    from ranked
    inner join customers on ranked.customer_id = customers.surviving_customer_id
    inner join units
        on
            customers.customer_id = units.customer_id
            and ranked.occurred_on >= units.in_service_on
    where ranked.event_rank = 1

),

final as (

    select
        ranked.customer_id,
        ranked.event_id,
        ranked.occurred_on,
        cast(date_trunc('quarter', ranked.occurred_on) as date) as quarter_start,
        coalesce(owned.product_line, 'unknown') as product_line,
        customer_values.amount
    from ranked
    left join owned on ranked.customer_id = owned.customer_id and owned.unit_rank = 1
    left join customer_values
        on
            ranked.occurred_on >= customer_values.valid_from
            and ranked.occurred_on < customer_values.valid_to
    where ranked.event_rank = 1

)

select * from final
