with

clusters as (

    select * from {{ ref('int_clusters_found') }}

),

cluster_days as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'cluster_days'

),

raised as (

    select
        product_id,
        failure_mode,
        'cluster' as rule_name,
        looked_on as raised_on,
        window_start,
        window_end,
        distinct_units,
        cast(null as double) as expected_events,
        cast(null as double) as probability,
        cast(null as double) as cusum
    from clusters

),

followed as (

    select
        raised.product_id,
        raised.failure_mode,
        raised.rule_name,
        raised.raised_on,
        raised.window_start,
        raised.window_end,
        raised.distinct_units,
        raised.expected_events,
        raised.probability,
        raised.cusum,
        cluster_days.value as cluster_days,
        lag(raised.raised_on) over (
            partition by raised.product_id, raised.failure_mode, raised.rule_name
            order by raised.raised_on nulls last
        ) as raised_before_on
    from raised
    inner join cluster_days
        on
            raised.raised_on >= cluster_days.valid_from
            and raised.raised_on < cluster_days.valid_to

),

-- what is raised again within the days of the last one is the same alarm
numbered as (

    select
        product_id,
        failure_mode,
        rule_name,
        raised_on,
        window_start,
        window_end,
        distinct_units,
        expected_events,
        probability,
        cusum,
        sum(
            case
                when {{ days_between('raised_before_on', 'raised_on') }} < cluster_days then 0
                else 1
            end
        ) over (
            partition by product_id, failure_mode, rule_name
            order by raised_on nulls last
            rows between unbounded preceding and current row
        ) as alarm_no
    from followed

),

final as (

    select
        product_id,
        failure_mode,
        rule_name,
        cast(alarm_no as bigint) as alarm_no,
        raised_on,
        row_number() over (
            partition by product_id, failure_mode, rule_name, alarm_no
            order by raised_on nulls last
        ) as day_no,
        max(raised_on) over (
            partition by product_id, failure_mode, rule_name, alarm_no
        ) as last_raised_on,
        window_start,
        window_end,
        distinct_units,
        expected_events,
        probability,
        cusum
    from numbered

)

select * from final
