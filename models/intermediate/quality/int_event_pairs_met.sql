with

part_conditions as (

    select * from {{ ref('int_part_conditions_counted') }}

),

compared as (

    select
        events,
        other_events
    from part_conditions
    union
    select
        ambient_events as events,
        other_ambient_events as other_events
    from part_conditions

),

-- either way round: the upper limit is the lower one of the opposite question
final as (

    select
        events,
        other_events
    from compared
    union
    select
        other_events as events,
        events as other_events
    from compared

)

select * from final
