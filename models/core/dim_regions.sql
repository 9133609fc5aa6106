with

regions as (

    select * from {{ ref('stg_service__regions') }}

),

region_timezones as (

    select * from {{ ref('gate_region_timezones') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        regions.region_id,
        regions.region_name,
        regions.parent_region_id,
        regions.country,
        region_timezones.timezone
    from regions
    inner join region_timezones on regions.region_id = region_timezones.region_id

    union all

    select
        'unknown' as region_id,
        'unknown' as region_name,
        cast(null as string) as parent_region_id,
        cast(null as string) as country,
        settings.default_timezone as timezone
    from settings
    left join regions on regions.region_id = 'unknown'
    where regions.region_id is null

)

select * from final
