with

pairs as (

    select * from {{ ref('int_event_pairs_met') }}

),

pairs_approximated as (

    select * from {{ ref('int_event_pairs_approximated') }}

),

rate_ratio_limits as (

    select * from {{ ref('rate_ratio_limits') }}

),

poisson_limits as (

    select * from {{ ref('poisson_limits') }}

),

-- exact where tabulated and against none; few events against many by Bolshev's formula
final as (

    select
        pairs.events,
        pairs.other_events,
        cast(
            case
                when pairs.events = 0 then 0
                when rate_ratio_limits.lower_95 is not null then rate_ratio_limits.lower_95
                when pairs.other_events = 0
                    then 1 / (power(cast(40 as double), 1 / cast(pairs.events as double)) - 1)
                when pairs.events > 10 then pairs_approximated.lower_95
                else
                    2 * poisson_limits.lower_95
                    / (pairs.events + 2 * pairs.other_events + 1 - poisson_limits.lower_95)
            end as double
        ) as lower_95
    from pairs
    left join rate_ratio_limits
        on
            pairs.events = rate_ratio_limits.events
            and pairs.other_events = rate_ratio_limits.other_events
    left join poisson_limits on pairs.events = poisson_limits.events
    left join pairs_approximated
        on
            pairs.events = pairs_approximated.events
            and pairs.other_events = pairs_approximated.other_events

)

select * from final
