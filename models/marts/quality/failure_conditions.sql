with

part_conditions as (

    select * from {{ ref('int_part_conditions_counted') }}

),

event_pairs as (

    select * from {{ ref('int_event_pairs_bounded') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

figures_delivered as (

    select * from {{ ref('int_usage_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- what nobody measured is not known, what was measured and never met is nothing
measured as (

    select
        part_conditions.part_no,
        part_conditions.condition_group,
        part_conditions.condition_name,
        case when figures_delivered.has_usage then part_conditions.events end as events,
        case when figures_delivered.has_usage then part_conditions.other_events end
            as other_events,
        case
            when part_conditions.condition_group = 'temperature' then part_conditions.ambient_events
        end as ambient_events,
        case
            when part_conditions.condition_group = 'temperature'
                then part_conditions.other_ambient_events
        end as other_ambient_events,
        case when figures_delivered.has_usage then part_conditions.units_exposed end
            as units_exposed,
        case when figures_delivered.has_usage then part_conditions.unit_days end as unit_days,
        case when figures_delivered.has_usage then part_conditions.other_unit_days end
            as other_unit_days,
        case when figures_delivered.has_usage then part_conditions.unobserved_events end
            as unobserved_events,
        part_conditions.readings < part_conditions.unit_days as is_assumed
    from part_conditions
    cross join figures_delivered

),

-- the upper limit is the lower one of the opposite question
compared as (

    select
        measured.part_no,
        measured.condition_name,
        1000 * cast(measured.events as double) / nullif(measured.unit_days, 0) as rate,
        1000 * cast(measured.other_events as double) / nullif(measured.other_unit_days, 0)
            as other_rate,
        cast(nullif(measured.other_unit_days, 0) as double) / nullif(measured.unit_days, 0)
            as balance,
        case
            when measured.events + measured.other_events > 0 then own_pairs.lower_95
        end as own_limit,
        nullif(other_pairs.lower_95, 0) as other_limit,
        cast(measured.ambient_events as double) / nullif(measured.other_ambient_events, 0)
            as ambient_odds
    from measured
    left join event_pairs as own_pairs
        on
            measured.events = own_pairs.events
            and measured.other_events = own_pairs.other_events
    left join event_pairs as other_pairs
        on
            measured.other_events = other_pairs.events
            and measured.events = other_pairs.other_events

),

final as (

    select
        measured.part_no,
        coalesce(parts.part_name, 'unknown') as part_name,
        measured.condition_group,
        measured.condition_name as condition,
        measured.events,
        measured.unit_days,
        measured.units_exposed,
        cast(compared.rate as double) as failures_per_1000_unit_days,
        measured.other_events,
        measured.other_unit_days,
        cast(compared.other_rate as double) as other_failures_per_1000_unit_days,
        cast(compared.rate / nullif(compared.other_rate, 0) as double) as rate_ratio,
        cast(compared.own_limit * compared.balance as double) as lower_95,
        cast(compared.balance / compared.other_limit as double) as upper_95,
        measured.unobserved_events,
        measured.ambient_events,
        measured.other_ambient_events,
        cast(compared.ambient_odds * compared.balance as double) as ambient_rate_ratio,
        case when compared.ambient_odds * compared.balance is not null then 'modelled' end
            as ambient_grade,
        measured.events < 5 or measured.units_exposed < 30 as has_low_n,
        case when measured.is_assumed then 'assumed' else 'measured' end as evidence_grade,
        settings.as_of_date
    from measured
    cross join settings
    inner join compared
        on
            measured.part_no = compared.part_no
            and measured.condition_name = compared.condition_name
    left join parts on measured.part_no = parts.part_no

)

select * from final
