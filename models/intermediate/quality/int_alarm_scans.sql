with

alarms as (

    select * from {{ ref('int_alarms_raised') }}
    where day_no = 1 and rule_name = 'cluster'

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

alarm_settings as (

    select * from {{ ref('int_alarm_settings') }}

),

fielded as (

    select
        product_id,
        min(in_service_on) as first_on
    from units
    group by product_id

),

-- a year up to the end of the window, or the days since the product's first unit in service, but
-- no less than the window, which may hold claims dated before it
observed as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.raised_on,
        alarms.window_start,
        alarms.window_end,
        alarms.distinct_units,
        least(
            greatest(
                {{ add_days('alarms.window_end', '-alarm_settings.scan_days') }}, fielded.first_on
            ),
            alarms.window_start
        ) as first_on
    from alarms
    inner join alarm_settings
        on
            alarms.raised_on >= alarm_settings.valid_from
            and alarms.raised_on < alarm_settings.valid_to
    left join fielded on alarms.product_id = fielded.product_id

),

counted as (

    select
        observed.product_id,
        observed.failure_mode,
        observed.raised_on,
        observed.distinct_units,
        {{ days_between('observed.first_on', 'observed.window_end') }} as scan_days,
        cast({{ days_between('observed.window_start', 'observed.window_end') }} as double)
        / nullif({{ days_between('observed.first_on', 'observed.window_end') }}, 0)
            as window_share,
        count(distinct claim_versions.unit_id) as scan_units
    from observed
    inner join claim_versions
        on
            observed.product_id = claim_versions.product_id
            and observed.failure_mode = claim_versions.failure_mode
            and observed.raised_on >= claim_versions.known_from
            and observed.raised_on < claim_versions.known_until
            and observed.first_on <= claim_versions.failed_on
            and observed.window_end > claim_versions.failed_on
    group by
        observed.product_id,
        observed.failure_mode,
        observed.raised_on,
        observed.distinct_units,
        observed.first_on,
        observed.window_start,
        observed.window_end

),

spread as (

    select
        product_id,
        failure_mode,
        raised_on,
        distinct_units,
        scan_units,
        window_share,
        {{ each_number('distinct_units', 'scan_units') }} as events
    from counted
    where window_share <= 0.5

),

-- Naus (1965), as Wallenstein and Neff (1987) write it
summed as (

    select
        product_id,
        failure_mode,
        raised_on,
        sum(
            (
                case
                    when events = distinct_units
                        then distinct_units / window_share - scan_units + 1
                    else 2
                end
            ) * exp(
                {{ ln_factorial('scan_units') }} - {{ ln_factorial('events') }}
                - {{ ln_factorial('scan_units - events') }}
                + events * ln(window_share)
                + (scan_units - events) * ln(1 - window_share)
            )
        ) as probability
    from spread
    group by product_id, failure_mode, raised_on

),

final as (

    select
        counted.product_id,
        counted.failure_mode,
        counted.raised_on as first_alarm_on,
        counted.scan_days,
        counted.scan_units,
        case when summed.probability > 1 then 1 else summed.probability end as scan_probability
    from counted
    left join summed
        on
            counted.product_id = summed.product_id
            and counted.failure_mode = summed.failure_mode
            and counted.raised_on = summed.raised_on

)

select * from final
