with

accepted as (

    select * from {{ ref('base_service__work_orders') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.work_order_id,
        accepted.ticket_id,
        accepted.unit_id,
        accepted.order_type,
        accepted.service_mode,
        accepted.service_center_id,
        accepted.opened_at,
        case
            when accepted.closed_at < settings.as_of_end_at then accepted.closed_at
        end as closed_at,
        accepted.failure_system,
        accepted.failure_mode,
        accepted.ambient_condition,
        accepted.planned_visits,
        case
            when accepted.price_shown_at < settings.as_of_end_at then accepted.price_shown_at
        end as price_shown_at,
        accepted.extra_checks_done,
        accepted.goodwill_amount,
        accepted.loaner_offered,
        accepted.currency,
        accepted.knowledge_article_id,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
