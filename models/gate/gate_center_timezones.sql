with

service_centers as (

    select * from {{ ref('stg_service__service_centers') }}

),

region_timezones as (

    select * from {{ ref('gate_region_timezones') }}

),

final as (

    select
        service_centers.service_center_id,
        region_timezones.timezone
    from service_centers
    inner join region_timezones on service_centers.region_id = region_timezones.region_id

)

select * from final
