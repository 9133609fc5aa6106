with

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where
        assumption in (
            'cluster_days', 'false_alarms_per_year', 'statistical_units', 'cusum_rate_multiple',
            'rate_prior_events', 'rate_learning_events', 'scan_days'
        )

),

starts as (

    select valid_from
    from assumptions
    group by valid_from

),

ranged as (

    select
        valid_from,
        lead(valid_from, 1, cast('9999-12-31' as date)) over (
            order by valid_from nulls last
        ) as valid_to
    from starts

),

final as (

    select
        ranged.valid_from,
        ranged.valid_to,
        max(case when assumptions.assumption = 'cluster_days' then assumptions.value end)
            as cluster_days,
        max(case when assumptions.assumption = 'false_alarms_per_year' then assumptions.value end)
            as false_alarms_per_year,
        max(case when assumptions.assumption = 'statistical_units' then assumptions.value end)
            as statistical_units,
        max(case when assumptions.assumption = 'cusum_rate_multiple' then assumptions.value end)
            as cusum_rate_multiple,
        max(case when assumptions.assumption = 'rate_prior_events' then assumptions.value end)
            as rate_prior_events,
        max(case when assumptions.assumption = 'rate_learning_events' then assumptions.value end)
            as rate_learning_events,
        max(case when assumptions.assumption = 'scan_days' then assumptions.value end)
            as scan_days
    from ranged
    inner join assumptions
        on
            ranged.valid_from >= assumptions.valid_from
            and ranged.valid_from < assumptions.valid_to
    group by ranged.valid_from, ranged.valid_to

)

select * from final
