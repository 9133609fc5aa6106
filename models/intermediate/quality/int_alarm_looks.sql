with

statistical_looks as (

    select * from {{ ref('int_statistical_looks') }}

),

clusters as (

    select * from {{ ref('int_clusters_expected') }}

),

cusums as (

    select * from {{ ref('int_cusums_followed') }}

),

final as (

    select
        product_id,
        failure_mode,
        half,
        looked_on,
        window_start,
        {{ add_days('looked_on', 1) }} as window_end,
        distinct_units,
        expected_events,
        cusum,
        probability_limit
    from statistical_looks

    union all

    select
        clusters.product_id,
        clusters.failure_mode,
        'cluster' as half,
        clusters.looked_on,
        clusters.window_start,
        clusters.window_end,
        clusters.distinct_units,
        clusters.expected_events,
        cusums.cusum,
        cast(null as double) as probability_limit
    from clusters
    left join cusums
        on
            clusters.product_id = cusums.product_id
            and clusters.failure_mode = cusums.failure_mode
            and clusters.looked_on = cusums.looked_on

)

select * from final
