with

accepted as (

    select * from {{ ref('base_planning__programme_actions') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.action_id,
        accepted.title,
        accepted.owner_role,
        case
            when accepted.started_on <= settings.as_of_date then accepted.started_on
        end as started_on,
        accepted.due_on,
        case when accepted.done_on <= settings.as_of_date then accepted.done_on end as done_on,
        accepted.blocker,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
