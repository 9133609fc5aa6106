with

accepted as (

    select * from {{ ref('base_telemetry__downtime_events') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.event_id,
        accepted.unit_id,
        accepted.started_at,
        case when accepted.ended_at < settings.as_of_end_at then accepted.ended_at end as ended_at,
        accepted.is_planned,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
