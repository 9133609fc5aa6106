with

months_learned as (

    select * from {{ ref('int_months_learned') }}

),

product_multiples as (

    select * from {{ ref('int_product_multiples_learned') }}

),

mode_rates as (

    select * from {{ ref('int_mode_rates_learned') }}

),

reports as (

    select * from {{ ref('int_reports_learned') }}

),

exposures as (

    select * from {{ ref('int_exposures_learned') }}

),

strata as (

    select
        product_id,
        failure_mode
    from {{ ref('int_failures_reported') }}
    group by product_id, failure_mode

),

strata_expected as (

    select
        exposures.month_start,
        exposures.product_id,
        mode_rates.failure_mode,
        sum(exposures.unit_days * mode_rates.rate) as expected
    from exposures
    inner join strata on exposures.product_id = strata.product_id
    inner join mode_rates
        on
            exposures.month_start = mode_rates.month_start
            and exposures.band_no = mode_rates.band_no
            and strata.failure_mode = mode_rates.failure_mode
    group by exposures.month_start, exposures.product_id, mode_rates.failure_mode

),

strata_reported as (

    select
        month_start,
        product_id,
        failure_mode,
        sum(reports) as reports
    from reports
    group by month_start, product_id, failure_mode

),

-- the mode's reports over those of all products, drawn to the multiple of its product
final as (

    select
        product_multiples.month_start,
        product_multiples.product_id,
        strata.failure_mode,
        product_multiples.multiple
        * (months_learned.rate_prior_events + coalesce(strata_reported.reports, 0))
        / nullif(
            months_learned.rate_prior_events
            + product_multiples.multiple * coalesce(strata_expected.expected, 0),
            0
        ) as multiple
    from product_multiples
    inner join months_learned on product_multiples.month_start = months_learned.month_start
    inner join strata on product_multiples.product_id = strata.product_id
    left join strata_expected
        on
            product_multiples.month_start = strata_expected.month_start
            and product_multiples.product_id = strata_expected.product_id
            and strata.failure_mode = strata_expected.failure_mode
    left join strata_reported
        on
            product_multiples.month_start = strata_reported.month_start
            and product_multiples.product_id = strata_reported.product_id
            and strata.failure_mode = strata_reported.failure_mode

)

select * from final
