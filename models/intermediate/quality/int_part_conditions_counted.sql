with

failure_events as (

    select * from {{ ref('int_failure_events') }}
    where part_no <> 'unknown'

),

conditions_failed as (

    select * from {{ ref('int_conditions_failed') }}

),

ambient_failures as (

    select * from {{ ref('int_ambient_failures_classified') }}

),

exposed as (

    select * from {{ ref('int_part_conditions_exposed') }}

),

operating_conditions as (

    select * from {{ ref('operating_conditions') }}

),

failed as (

    select
        part_no,
        count(*) as failure_events
    from failure_events
    group by part_no

),

counted as (

    select
        part_no,
        condition_name,
        count(*) as events
    from conditions_failed
    group by part_no, condition_name

),

felt as (

    select
        part_no,
        condition_name,
        count(*) as ambient_events
    from ambient_failures
    group by part_no, condition_name

),

placed as (

    select
        failed.part_no,
        operating_conditions.condition_group,
        operating_conditions.condition_name,
        failed.failure_events,
        coalesce(counted.events, 0) as events,
        coalesce(felt.ambient_events, 0) as ambient_events,
        coalesce(exposed.units_exposed, 0) as units_exposed,
        coalesce(exposed.readings, 0) as readings,
        coalesce(exposed.unit_days, 0) as unit_days
    from failed
    cross join operating_conditions
    left join counted
        on
            failed.part_no = counted.part_no
            and operating_conditions.condition_name = counted.condition_name
    left join felt
        on
            failed.part_no = felt.part_no
            and operating_conditions.condition_name = felt.condition_name
    left join exposed
        on
            failed.part_no = exposed.part_no
            and operating_conditions.condition_name = exposed.condition_name

),

final as (

    select
        part_no,
        condition_group,
        condition_name,
        events,
        cast(sum(events) over (partition by part_no, condition_group) - events as bigint)
            as other_events,
        ambient_events,
        cast(
            sum(ambient_events) over (partition by part_no, condition_group) - ambient_events
            as bigint
        ) as other_ambient_events,
        units_exposed,
        readings,
        unit_days,
        cast(sum(unit_days) over (partition by part_no, condition_group) - unit_days as bigint)
            as other_unit_days,
        cast(failure_events - sum(events) over (partition by part_no, condition_group) as bigint)
            as unobserved_events
    from placed

)

select * from final
