with

movements as (

    select * from {{ ref('stg_parts__movements') }}

),

movement_types as (

    select * from {{ ref('movement_types') }}

),

locations as (

    select * from {{ ref('stg_parts__locations') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

located as (

    select
        locations.location_id,
        regions.timezone
    from locations
    inner join regions on locations.region_id = regions.region_id

),

final as (

    select
        movements.movement_id,
        movements.location_id,
        coalesce(parts.final_part_no, movements.part_no) as final_part_no,
        {{ local_date(
            'movements.moved_at', 'coalesce(located.timezone, settings.default_timezone)'
        ) }} as moved_on,
        movement_types.consumption_sign > 0 as is_issue,
        cast(
            movements.quantity * movement_types.consumption_sign as decimal(18, 3)
        ) as demanded_qty
    from movements
    cross join settings
    inner join movement_types on movements.movement_type = movement_types.movement_type
    left join located on movements.location_id = located.location_id
    left join parts on movements.part_no = parts.part_no
    where movement_types.consumption_sign <> 0

)

select * from final
