with

accepted as (

    select * from {{ ref('base_crm__success_interventions') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.intervention_id,
        accepted.customer_id,
        accepted.started_at,
        accepted.kind,
        case
            when accepted.completed_at < settings.as_of_end_at then accepted.completed_at
        end as completed_at,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
