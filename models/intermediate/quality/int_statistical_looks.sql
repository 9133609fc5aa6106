with

windows as (

    select * from {{ ref('int_report_windows_counted') }}

),

expectations as (

    select * from {{ ref('int_reports_expected') }}

),

cusums as (

    select * from {{ ref('int_cusums_followed') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

months_learned as (

    select * from {{ ref('int_months_learned') }}

),

alarm_settings as (

    select * from {{ ref('int_alarm_settings') }}

),

-- each half of the rule has half of the yearly budget, over all products, modes and days
limited as (

    select
        windows.product_id,
        windows.failure_mode,
        windows.looked_on,
        windows.window_start,
        windows.distinct_units,
        expectations.expected_events,
        cusums.cusum,
        cusums.cusum_before,
        cusums.risen_since,
        cusums.expected_so_far,
        alarm_settings.statistical_units,
        alarm_settings.false_alarms_per_year / 2 / (months_learned.strata * 365)
            as probability_limit,
        ln(2 * months_learned.strata * 365 / alarm_settings.false_alarms_per_year) as cusum_limit
    from windows
    inner join expectations
        on
            windows.product_id = expectations.product_id
            and windows.failure_mode = expectations.failure_mode
            and windows.looked_on = expectations.looked_on
    inner join cusums
        on
            windows.product_id = cusums.product_id
            and windows.failure_mode = cusums.failure_mode
            and windows.looked_on = cusums.looked_on
    inner join alarm_settings
        on
            windows.looked_on >= alarm_settings.valid_from
            and windows.looked_on < alarm_settings.valid_to
    inner join months_learned
        on cast(date_trunc('month', windows.looked_on) as date) = months_learned.month_start

),

risen as (

    select
        limited.product_id,
        limited.failure_mode,
        limited.looked_on,
        limited.risen_since as window_start,
        limited.cusum,
        limited.probability_limit,
        limited.cusum_limit,
        limited.statistical_units,
        limited.expected_so_far - since.expected_so_far as expected_events,
        count(distinct claim_versions.unit_id) as distinct_units
    from limited
    inner join cusums as since
        on
            limited.product_id = since.product_id
            and limited.failure_mode = since.failure_mode
            and limited.risen_since = since.looked_on
    inner join claim_versions
        on
            limited.product_id = claim_versions.product_id
            and limited.failure_mode = claim_versions.failure_mode
            and limited.risen_since <= claim_versions.reported_on
            and limited.looked_on >= claim_versions.known_from
            and limited.looked_on < claim_versions.known_until
    where limited.cusum >= limited.cusum_limit and limited.cusum_before < limited.cusum_limit
    group by
        limited.product_id,
        limited.failure_mode,
        limited.looked_on,
        limited.risen_since,
        limited.cusum,
        limited.probability_limit,
        limited.cusum_limit,
        limited.statistical_units,
        limited.expected_so_far,
        since.expected_so_far

),

final as (

    select
        product_id,
        failure_mode,
        looked_on,
        'window' as half,
        window_start,
        distinct_units,
        expected_events,
        cusum,
        probability_limit,
        cusum_limit
    from limited
    where distinct_units >= statistical_units and expected_events > 0

    union all

    select
        product_id,
        failure_mode,
        looked_on,
        'cusum' as half,
        window_start,
        distinct_units,
        expected_events,
        cusum,
        probability_limit,
        cusum_limit
    from risen
    where distinct_units >= statistical_units

)

select * from final
