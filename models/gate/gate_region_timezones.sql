with

regions as (

    select * from {{ ref('stg_service__regions') }}

),

time_zones as (

    select * from {{ ref('time_zones') }}

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

final as (

    select
        regions.region_id,
        coalesce(time_zones.timezone, settings.default_timezone) as timezone
    from regions
    cross join settings
    left join time_zones on regions.timezone = time_zones.timezone

)

select * from final
