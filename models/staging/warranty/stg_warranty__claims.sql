with

accepted as (

    select * from {{ ref('base_warranty__claims') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.claim_id,
        accepted.claim_version,
        accepted.unit_id,
        accepted.product_id,
        accepted.service_center_id,
        accepted.work_order_id,
        accepted.claim_type,
        accepted.failed_on,
        accepted.submitted_on,
        case
            when accepted.decided_on <= settings.as_of_date then accepted.decided_on
        end as decided_on,
        case
            when accepted.posted_on <= settings.as_of_date then accepted.posted_on
        end as posted_on,
        accepted.status,
        accepted.denial_reason,
        accepted.failure_mode,
        accepted.usage_at_failure,
        accepted.ambient_temp_c,
        accepted.software_version,
        accepted.currency,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
