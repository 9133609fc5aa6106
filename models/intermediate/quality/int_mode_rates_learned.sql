with

months_learned as (

    select * from {{ ref('int_months_learned') }}

),

band_rates as (

    select * from {{ ref('int_age_rates_learned') }}

),

reports as (

    select * from {{ ref('int_reports_learned') }}

),

modes as (

    select failure_mode
    from {{ ref('int_failures_reported') }}
    group by failure_mode

),

modes_reported as (

    select
        month_start,
        failure_mode,
        sum(reports) as reports
    from reports
    group by month_start, failure_mode

),

cells_reported as (

    select
        month_start,
        failure_mode,
        band_no,
        sum(reports) as reports
    from reports
    group by month_start, failure_mode, band_no

),

-- half a report is added to each mode, and to one that nobody has seen yet
mode_shares as (

    select
        months_learned.month_start,
        modes.failure_mode,
        (coalesce(modes_reported.reports, 0) + 0.5)
        / (months_learned.reports + 0.5 * (months_learned.modes + 1)) as mode_share
    from months_learned
    cross join modes
    left join modes_reported
        on
            months_learned.month_start = modes_reported.month_start
            and modes.failure_mode = modes_reported.failure_mode

),

-- the rate of one mode at an age, drawn to the mode's share of all
final as (

    select
        band_rates.month_start,
        mode_shares.failure_mode,
        band_rates.band_no,
        (band_rates.rate_prior_events + coalesce(cells_reported.reports, 0))
        / nullif(
            band_rates.rate_prior_events
            / nullif(band_rates.rate * mode_shares.mode_share, 0)
            + band_rates.unit_days,
            0
        ) as rate
    from band_rates
    inner join mode_shares on band_rates.month_start = mode_shares.month_start
    left join cells_reported
        on
            band_rates.month_start = cells_reported.month_start
            and mode_shares.failure_mode = cells_reported.failure_mode
            and band_rates.band_no = cells_reported.band_no

)

select * from final
