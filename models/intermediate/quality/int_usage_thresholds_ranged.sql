with

usage_scenario_thresholds as (

    select * from {{ ref('usage_scenario_thresholds') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where value is not null

),

final as (

    select
        usage_scenario_thresholds.scenario,
        usage_scenario_thresholds.measure,
        assumptions.valid_from,
        assumptions.valid_to,
        case when usage_scenario_thresholds.is_lower_bound then assumptions.value end as at_least,
        case when not usage_scenario_thresholds.is_lower_bound then assumptions.value end
            as at_most
    from usage_scenario_thresholds
    inner join assumptions on usage_scenario_thresholds.assumption = assumptions.assumption

)

select * from final
