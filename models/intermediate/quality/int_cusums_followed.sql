with

windows as (

    select * from {{ ref('int_report_windows_counted') }}

),

expectations as (

    select * from {{ ref('int_reports_expected') }}

),

alarm_settings as (

    select * from {{ ref('int_alarm_settings') }}

),

stepped as (

    select
        windows.product_id,
        windows.failure_mode,
        windows.looked_on,
        expectations.expected_so_far,
        windows.new_reports * ln(alarm_settings.cusum_rate_multiple) as gain,
        (alarm_settings.cusum_rate_multiple - 1) * (
            expectations.expected_so_far
            - lag(expectations.expected_so_far, 1, cast(0 as double)) over (
                partition by windows.product_id, windows.failure_mode
                order by windows.looked_on nulls last
            )
        ) as loss
    from windows
    inner join expectations
        on
            windows.product_id = expectations.product_id
            and windows.failure_mode = expectations.failure_mode
            and windows.looked_on = expectations.looked_on
    inner join alarm_settings
        on
            windows.looked_on >= alarm_settings.valid_from
            and windows.looked_on < alarm_settings.valid_to

),

-- between two reports the sum only falls, so its lowest points lie just before reports
summed as (

    select
        product_id,
        failure_mode,
        looked_on,
        expected_so_far,
        gain,
        sum(gain - loss) over (
            partition by product_id, failure_mode
            order by looked_on nulls last
            rows between unbounded preceding and current row
        ) - gain as sum_before
    from stepped

),

lowered as (

    select
        product_id,
        failure_mode,
        looked_on,
        expected_so_far,
        gain,
        sum_before,
        min(sum_before) over (
            partition by product_id, failure_mode
            order by looked_on nulls last
            rows between unbounded preceding and current row
        ) as lowest_sum
    from summed

),

final as (

    select
        product_id,
        failure_mode,
        looked_on,
        sum_before + gain - lowest_sum as cusum,
        sum_before - lowest_sum as cusum_before,
        max(case when sum_before = lowest_sum then looked_on end) over (
            partition by product_id, failure_mode
            order by looked_on nulls last
            rows between unbounded preceding and current row
        ) as risen_since,
        expected_so_far
    from lowered

)

select * from final
