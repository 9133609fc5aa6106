with

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}

),

limits as (

    select
        min(case when assumption = 'cluster_units' then value end) as fewest_units,
        max(case when assumption = 'cluster_days' then value end) as most_days
    from assumptions

),

starts as (

    select
        product_id,
        failure_mode,
        failed_on as window_start
    from claim_versions
    group by product_id, failure_mode, failed_on

),

-- windows that never hold enough units, known or not, need no look
windows as (

    select
        starts.product_id,
        starts.failure_mode,
        starts.window_start
    from starts
    cross join limits
    inner join claim_versions
        on
            starts.product_id = claim_versions.product_id
            and starts.failure_mode = claim_versions.failure_mode
            and starts.window_start <= claim_versions.failed_on
            and claim_versions.failed_on
            < {{ add_days('starts.window_start', 'limits.most_days') }}
    group by starts.product_id, starts.failure_mode, starts.window_start
    having count(distinct claim_versions.unit_id) >= min(limits.fewest_units)

),

-- a window is looked at on each day on which a claim in it becomes known
looks as (

    select
        windows.product_id,
        windows.failure_mode,
        windows.window_start,
        {{ add_days('windows.window_start', 'cluster_days.value') }} as window_end,
        claim_versions.known_from as looked_on
    from windows
    inner join claim_versions
        on
            windows.product_id = claim_versions.product_id
            and windows.failure_mode = claim_versions.failure_mode
            and windows.window_start <= claim_versions.failed_on
    inner join assumptions as cluster_days
        on
            cluster_days.assumption = 'cluster_days'
            and claim_versions.known_from >= cluster_days.valid_from
            and claim_versions.known_from < cluster_days.valid_to
    where
        claim_versions.failed_on < {{ add_days('windows.window_start', 'cluster_days.value') }}
    group by
        windows.product_id,
        windows.failure_mode,
        windows.window_start,
        cluster_days.value,
        claim_versions.known_from

),

final as (

    select
        product_id,
        failure_mode,
        window_start,
        window_end,
        looked_on
    from looks

)

select * from final
