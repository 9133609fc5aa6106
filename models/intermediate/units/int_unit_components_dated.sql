with

unit_components as (

    select * from {{ ref('stg_warranty__unit_components') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        unit_components.unit_id,
        unit_components.component_position,
        unit_components.installed_on,
        unit_components.removed_on,
        coalesce(parts.final_part_no, unit_components.part_no) as final_part_no,
        unit_components.lot_no,
        unit_components.removed_on is null as is_installed
    from unit_components
    inner join settings on unit_components.installed_on <= settings.as_of_date
    left join parts on unit_components.part_no = parts.part_no

)

select * from final
