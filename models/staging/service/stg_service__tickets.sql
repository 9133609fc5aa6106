with

accepted as (

    select * from {{ ref('base_service__tickets') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.ticket_id,
        accepted.customer_id,
        accepted.unit_id,
        accepted.service_center_id,
        accepted.channel,
        accepted.category,
        accepted.topic,
        accepted.is_complaint,
        accepted.priority,
        accepted.opened_at,
        case
            when accepted.solved_at < settings.as_of_end_at then accepted.solved_at
        end as solved_at,
        case
            when accepted.closed_at < settings.as_of_end_at then accepted.closed_at
        end as closed_at,
        accepted.status,
        accepted.merged_into_ticket_id,
        accepted.tags,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
