with

work_orders as (

    select * from {{ ref('stg_service__work_orders') }}

),

center_timezones as (

    select * from {{ ref('gate_center_timezones') }}

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

final as (

    select
        work_orders.work_order_id,
        {{ local_date(
            'coalesce(work_orders.closed_at, work_orders.opened_at)',
            'coalesce(center_timezones.timezone, settings.default_timezone)'
        ) }} as job_on
    from work_orders
    cross join settings
    left join center_timezones
        on work_orders.service_center_id = center_timezones.service_center_id

)

select * from final
