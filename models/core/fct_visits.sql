with

visits as (

    select * from {{ ref('stg_service__visits') }}

),

visits_placed as (

    select * from {{ ref('int_visits_placed') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

rate_starts as (

    select * from {{ ref('gate_rate_starts') }}

),

-- a local day may lie one before the day by which the gate found the first rate
valued as (

    select
        visits.visit_id,
        greatest(visits_placed.posted_on, rate_starts.first_on) as value_on
    from visits
    inner join visits_placed on visits.visit_id = visits_placed.visit_id
    inner join rate_starts on visits.currency = rate_starts.currency

),

final as (

    select
        visits.visit_id,
        visits.work_order_id,
        visits_placed.region_id,
        visits.requested_at,
        visits.scheduled_at,
        visits.arrived_at,
        visits.finished_at,
        visits_placed.visited_on,
        visits_placed.posted_on,
        visits.outcome,
        visits.not_fixed_reason,
        visits.distance_km,
        visits.currency,
        visits.labor_cost as labor_amount_original,
        visits.travel_cost as travel_amount_original,
        {{ to_reporting('visits.labor_cost', 'exchange_rates.rate') }} as labor_amount,
        {{ to_reporting('visits.travel_cost', 'exchange_rates.rate') }} as travel_amount,
        visits.arrived_at is not null and visits.outcome not in ('no_access', 'cancelled')
            as is_attended
    from visits
    inner join visits_placed on visits.visit_id = visits_placed.visit_id
    left join valued on visits.visit_id = valued.visit_id
    left join exchange_rates
        on
            visits.currency = exchange_rates.currency
            and valued.value_on >= exchange_rates.valid_from
            and valued.value_on < exchange_rates.valid_to

)

select * from final
