with

accepted as (

    select * from {{ ref('base_warranty__unit_components') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.unit_id,
        accepted.component_position,
        accepted.part_no,
        accepted.lot_no,
        accepted.supplier_id,
        accepted.installed_on,
        case
            when accepted.removed_on <= settings.as_of_date then accepted.removed_on
        end as removed_on,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
