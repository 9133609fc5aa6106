with

looks as (

    select * from {{ ref('int_alarm_looks') }}

),

probabilities as (

    select * from {{ ref('int_alarm_probabilities') }}

),

cluster_days as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'cluster_days'

),

judged as (

    select
        looks.product_id,
        looks.failure_mode,
        case when looks.half = 'cluster' then 'cluster' else 'statistical' end as rule_name,
        looks.half,
        looks.looked_on as raised_on,
        looks.window_start,
        looks.window_end,
        looks.distinct_units,
        looks.expected_events,
        probabilities.probability,
        looks.cusum,
        row_number() over (
            partition by
                looks.product_id, looks.failure_mode, looks.looked_on, looks.half = 'cluster'
            order by looks.half desc nulls last
        ) as half_rank
    from looks
    left join probabilities
        on
            looks.product_id = probabilities.product_id
            and looks.failure_mode = probabilities.failure_mode
            and looks.half = probabilities.half
            and looks.looked_on = probabilities.looked_on
    where looks.half <> 'window' or probabilities.probability < looks.probability_limit

),

followed as (

    select
        judged.product_id,
        judged.failure_mode,
        judged.rule_name,
        judged.half,
        judged.raised_on,
        judged.window_start,
        judged.window_end,
        judged.distinct_units,
        judged.expected_events,
        judged.probability,
        judged.cusum,
        cluster_days.value as cluster_days,
        lag(judged.raised_on) over (
            partition by judged.product_id, judged.failure_mode, judged.rule_name
            order by judged.raised_on nulls last
        ) as raised_before_on
    from judged
    inner join cluster_days
        on
            judged.raised_on >= cluster_days.valid_from
            and judged.raised_on < cluster_days.valid_to
    where judged.half_rank = 1

),

-- what is raised again within the days of the last one is the same alarm
numbered as (

    select
        product_id,
        failure_mode,
        rule_name,
        half,
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
        half,
        cast(alarm_no as bigint) as alarm_no,
        raised_on,
        cast(
            row_number() over (
                partition by product_id, failure_mode, rule_name, alarm_no
                order by raised_on nulls last
            ) as bigint
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
