with

pairs as (

    select * from {{ ref('int_event_pairs_met') }}
    where events > 10

),

-- Paulson's normal approximation of the quantile of F with 2 (b + 1) and 2 a degrees of freedom
prepared as (

    select
        events,
        other_events,
        1 - 1 / (9 * cast(events as double)) as own_center,
        1 / (9 * cast(events as double)) as own_variance,
        1 - 1 / (9 * cast(other_events + 1 as double)) as other_center,
        1 / (9 * cast(other_events + 1 as double)) as other_variance,
        cast(3.841458820694124 as double) as squared_normal
    from pairs

),

solved as (

    select
        events,
        other_events,
        (
            own_center * other_center
            + sqrt(
                squared_normal * (
                    power(other_center, 2) * own_variance
                    + power(own_center, 2) * other_variance
                    - squared_normal * own_variance * other_variance
                )
            )
        ) / (power(own_center, 2) - squared_normal * own_variance) as quantile_root
    from prepared

),

final as (

    select
        events,
        other_events,
        events / ((other_events + 1) * power(quantile_root, 3)) as lower_95
    from solved

)

select * from final
