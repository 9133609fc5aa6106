with

mart_requirements as (

    select * from {{ ref('mart_requirements') }}
    where requirement <> 'always'

),

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

grouped as (

    select
        mart_requirements.mart,
        mart_requirements.requirement,
        mart_requirements.system || '.' || mart_requirements.table_name as full_name,
        mart_requirements.effect,
        deliveries.is_delivered,
        max(case when deliveries.is_delivered then 1 else 0 end) over (
            partition by
                mart_requirements.mart,
                mart_requirements.requirement,
                mart_requirements.requirement_group
        ) = 1 as has_any
    from mart_requirements
    inner join settings on mart_requirements.valid_from <= settings.as_of_date
    inner join deliveries
        on
            mart_requirements.system = deliveries.system
            and mart_requirements.table_name = deliveries.table_name

),

-- a table that helps is missed only while none of its group is there
missed as (

    select distinct
        mart,
        full_name,
        effect
    from grouped
    where not is_delivered and (requirement = 'needs' or not has_any)

),

final as (

    select
        mart,
        full_name,
        {{ string_agg('effect', '; ', 'effect') }} as effect
    from missed
    group by mart, full_name

)

select * from final
