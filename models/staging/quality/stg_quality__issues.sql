with

accepted as (

    select * from {{ ref('base_quality__issues') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.issue_id,
        accepted.title,
        accepted.product_id,
        accepted.part_no,
        accepted.failure_mode,
        accepted.source,
        accepted.first_failure_on,
        accepted.submitted_on,
        case
            when accepted.accepted_on <= settings.as_of_date then accepted.accepted_on
        end as accepted_on,
        case
            when accepted.fix_released_on <= settings.as_of_date then accepted.fix_released_on
        end as fix_released_on,
        case
            when accepted.fix_verified_on <= settings.as_of_date then accepted.fix_verified_on
        end as fix_verified_on,
        accepted.duplicate_of_issue_id,
        accepted.affected_batch,
        accepted.recall_cost_per_unit,
        accepted.claimed_avoided_amount,
        accepted.currency,
        accepted.affected_lot_no,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
