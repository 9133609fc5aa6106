with

accepted as (

    select * from {{ ref('base_quality__campaign_units') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.campaign_id,
        accepted.unit_id,
        case
            when accepted.completed_on <= settings.as_of_date then accepted.completed_on
        end as completed_on,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
