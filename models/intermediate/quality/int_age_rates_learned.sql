with

months_learned as (

    select * from {{ ref('int_months_learned') }}

),

reports as (

    select * from {{ ref('int_reports_learned') }}

),

exposures as (

    select * from {{ ref('int_exposures_learned') }}

),

bands as (

    select * from {{ ref('service_age_bands') }}

),

bands_exposed as (

    select
        month_start,
        band_no,
        cast(sum(unit_days) as bigint) as unit_days
    from exposures
    group by month_start, band_no

),

bands_reported as (

    select
        month_start,
        band_no,
        sum(reports) as reports
    from reports
    group by month_start, band_no

),

-- the rate of all modes at an age, drawn to that of all ages
final as (

    select
        months_learned.month_start,
        bands.band_no,
        months_learned.rate_prior_events,
        coalesce(bands_exposed.unit_days, 0) as unit_days,
        (months_learned.rate_prior_events + coalesce(bands_reported.reports, 0))
        / nullif(
            months_learned.rate_prior_events * months_learned.unit_days / months_learned.reports
            + coalesce(bands_exposed.unit_days, 0),
            0
        ) as rate
    from months_learned
    cross join bands
    left join bands_exposed
        on
            months_learned.month_start = bands_exposed.month_start
            and bands.band_no = bands_exposed.band_no
    left join bands_reported
        on
            months_learned.month_start = bands_reported.month_start
            and bands.band_no = bands_reported.band_no

)

select * from final
