with

mart_requirements as (

    select * from {{ ref('mart_requirements') }}

),

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

whole_groups as (

    select
        mart_requirements.mart,
        mart_requirements.requirement,
        mart_requirements.requirement_group,
        min(case
            when mart_requirements.requirement = 'always' or deliveries.is_delivered then 1
            else 0
        end) as is_whole
    from mart_requirements
    left join deliveries
        on
            mart_requirements.system = deliveries.system
            and mart_requirements.table_name = deliveries.table_name
    group by
        mart_requirements.mart,
        mart_requirements.requirement,
        mart_requirements.requirement_group

),

final as (

    select
        mart,
        max(case when requirement <> 'helps' then is_whole else 0 end) = 1 as is_available
    from whole_groups
    group by mart

)

select * from final
