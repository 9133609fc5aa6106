with

accepted as (

    select * from {{ ref('base_parts__requests') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.request_id,
        accepted.work_order_id,
        accepted.part_no,
        accepted.quantity,
        accepted.requested_at,
        accepted.promised_at,
        case
            when accepted.fulfilled_at < settings.as_of_end_at then accepted.fulfilled_at
        end as fulfilled_at,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
