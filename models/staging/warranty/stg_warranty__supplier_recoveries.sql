with

accepted as (

    select * from {{ ref('base_warranty__supplier_recoveries') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.recovery_id,
        accepted.claim_id,
        accepted.part_no,
        accepted.requested_on,
        accepted.supplier_id,
        accepted.requested_amount,
        accepted.recovered_amount,
        case
            when accepted.received_on <= settings.as_of_date then accepted.received_on
        end as received_on,
        accepted.currency,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
