with

months_learned as (

    select * from {{ ref('int_months_learned') }}

),

age_rates as (

    select * from {{ ref('int_age_rates_learned') }}

),

reports as (

    select * from {{ ref('int_reports_learned') }}

),

exposures as (

    select * from {{ ref('int_exposures_learned') }}

),

products as (

    select product_id
    from {{ ref('int_failures_reported') }}
    group by product_id

),

products_expected as (

    select
        exposures.month_start,
        exposures.product_id,
        sum(exposures.unit_days * age_rates.rate) as expected
    from exposures
    inner join age_rates
        on
            exposures.month_start = age_rates.month_start
            and exposures.band_no = age_rates.band_no
    group by exposures.month_start, exposures.product_id

),

products_reported as (

    select
        month_start,
        product_id,
        sum(reports) as reports
    from reports
    group by month_start, product_id

),

-- the product's reports over those of all products at its ages, drawn to 1
final as (

    select
        months_learned.month_start,
        products.product_id,
        (months_learned.rate_prior_events + coalesce(products_reported.reports, 0))
        / nullif(
            months_learned.rate_prior_events + coalesce(products_expected.expected, 0), 0
        ) as multiple
    from months_learned
    cross join products
    left join products_expected
        on
            months_learned.month_start = products_expected.month_start
            and products.product_id = products_expected.product_id
    left join products_reported
        on
            months_learned.month_start = products_reported.month_start
            and products.product_id = products_reported.product_id

)

select * from final
