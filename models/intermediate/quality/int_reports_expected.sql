with

windows as (

    select * from {{ ref('int_report_windows_counted') }}

),

months_expected as (

    select * from {{ ref('int_months_expected') }}

),

multiples as (

    select * from {{ ref('int_failure_multiples_learned') }}

),

mode_rates as (

    select * from {{ ref('int_mode_rates_learned') }}

),

exposures as (

    select * from {{ ref('int_product_age_exposures') }}

),

-- the window takes the rate of the month in which it begins, the CUSUM that of each month
spans as (

    select
        product_id,
        failure_mode,
        looked_on,
        'window' as span,
        window_start as first_on
    from windows

    union all

    select
        product_id,
        failure_mode,
        looked_on,
        'month' as span,
        cast(date_trunc('month', looked_on) as date) as first_on
    from windows

),

rated as (

    select
        spans.product_id,
        spans.failure_mode,
        spans.looked_on,
        spans.span,
        {{ add_days('spans.first_on', -1) }} as day_before,
        multiples.month_start,
        multiples.multiple
    from spans
    inner join multiples
        on
            spans.product_id = multiples.product_id
            and spans.failure_mode = multiples.failure_mode
            and cast(date_trunc('month', spans.first_on) as date) = multiples.month_start

),

expected as (

    select
        rated.product_id,
        rated.failure_mode,
        rated.looked_on,
        rated.span,
        rated.multiple * sum(
            mode_rates.rate
            * (coalesce(days_through.unit_days, 0) - coalesce(days_before.unit_days, 0))
        ) as expected_events
    from rated
    inner join mode_rates
        on
            rated.month_start = mode_rates.month_start
            and rated.failure_mode = mode_rates.failure_mode
    left join exposures as days_through
        on
            rated.product_id = days_through.product_id
            and rated.looked_on = days_through.date_day
            and mode_rates.band_no = days_through.band_no
    left join exposures as days_before
        on
            rated.product_id = days_before.product_id
            and rated.day_before = days_before.date_day
            and mode_rates.band_no = days_before.band_no
    group by
        rated.product_id,
        rated.failure_mode,
        rated.looked_on,
        rated.span,
        rated.multiple

),

final as (

    select
        windows.product_id,
        windows.failure_mode,
        windows.looked_on,
        max(case when expected.span = 'window' then expected.expected_events end)
            as expected_events,
        max(case when expected.span = 'month' then expected.expected_events end)
        + max(months_expected.expected_before) as expected_so_far
    from windows
    inner join expected
        on
            windows.product_id = expected.product_id
            and windows.failure_mode = expected.failure_mode
            and windows.looked_on = expected.looked_on
    inner join months_expected
        on
            windows.product_id = months_expected.product_id
            and windows.failure_mode = months_expected.failure_mode
            and cast(date_trunc('month', windows.looked_on) as date)
            = months_expected.month_start
    group by windows.product_id, windows.failure_mode, windows.looked_on

)

select * from final
