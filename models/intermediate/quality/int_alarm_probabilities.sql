with

looks as (

    select * from {{ ref('int_alarm_looks') }}
    where expected_events > 0

),

-- above the mean the tail is summed upwards, so that small probabilities keep their digits
spread as (

    select
        product_id,
        failure_mode,
        half,
        looked_on,
        expected_events,
        distinct_units > expected_events as is_upper,
        {{ each_number(
            'case when distinct_units > expected_events then distinct_units else 0 end',
            'case when distinct_units > expected_events'
            ~ ' then distinct_units + 60 + 8 * sqrt(distinct_units) else distinct_units - 1 end'
        ) }} as events
    from looks

),

summed as (

    select
        product_id,
        failure_mode,
        half,
        looked_on,
        is_upper,
        sum(
            exp(
                events * ln(expected_events) - expected_events - {{ ln_factorial('events') }}
            )
        ) as mass
    from spread
    group by product_id, failure_mode, half, looked_on, is_upper

),

final as (

    select
        product_id,
        failure_mode,
        half,
        looked_on,
        case when is_upper then mass else greatest(1 - mass, 0) end as probability
    from summed

)

select * from final
