with

accepted as (

    select * from {{ ref('base_service__visits') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.visit_id,
        accepted.work_order_id,
        accepted.region_id,
        accepted.requested_at,
        accepted.scheduled_at,
        case
            when accepted.arrived_at < settings.as_of_end_at then accepted.arrived_at
        end as arrived_at,
        case
            when accepted.finished_at < settings.as_of_end_at then accepted.finished_at
        end as finished_at,
        accepted.outcome,
        accepted.not_fixed_reason,
        accepted.distance_km,
        accepted.labor_cost,
        accepted.travel_cost,
        accepted.currency,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
