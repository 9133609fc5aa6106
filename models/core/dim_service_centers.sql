with

service_centers as (

    select * from {{ ref('stg_service__service_centers') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        service_centers.service_center_id,
        service_centers.service_center_name,
        coalesce(regions.region_id, 'unknown') as region_id,
        service_centers.city,
        service_centers.operator,
        service_centers.partner_id,
        service_centers.opened_on,
        service_centers.closed_on,
        coalesce(regions.timezone, settings.default_timezone) as timezone
    from service_centers
    cross join settings
    left join regions on service_centers.region_id = regions.region_id

    union all

    select
        'unknown' as service_center_id,
        'unknown' as service_center_name,
        'unknown' as region_id,
        cast(null as string) as city,
        cast(null as string) as operator,
        cast(null as string) as partner_id,
        cast(null as date) as opened_on,
        cast(null as date) as closed_on,
        settings.default_timezone as timezone
    from settings
    left join service_centers on service_centers.service_center_id = 'unknown'
    where service_centers.service_center_id is null

)

select * from final
