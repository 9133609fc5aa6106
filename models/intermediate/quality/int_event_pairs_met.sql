with

part_conditions as (

    select * from {{ ref('int_part_conditions_counted') }}

),

-- either way round: the upper limit is the lower one of the opposite question
final as (

    select
        events,
        other_events
    from part_conditions
    union
    select
        other_events as events,
        events as other_events
    from part_conditions

)

select * from final
