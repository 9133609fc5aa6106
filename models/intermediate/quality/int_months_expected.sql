with

multiples as (

    select * from {{ ref('int_failure_multiples_learned') }}

),

mode_rates as (

    select * from {{ ref('int_mode_rates_learned') }}

),

exposures as (

    select * from {{ ref('int_product_age_exposures') }}

),

-- a unit-day is a unit on a day, so the month's are the sum over its days
months_exposed as (

    select
        product_id,
        band_no,
        cast(date_trunc('month', date_day) as date) as month_start,
        sum(units) as unit_days
    from exposures
    group by product_id, band_no, cast(date_trunc('month', date_day) as date)

),

expected as (

    select
        multiples.product_id,
        multiples.failure_mode,
        multiples.month_start,
        multiples.multiple
        * sum(coalesce(months_exposed.unit_days, 0) * mode_rates.rate) as expected_events
    from multiples
    inner join mode_rates
        on
            multiples.month_start = mode_rates.month_start
            and multiples.failure_mode = mode_rates.failure_mode
    left join months_exposed
        on
            multiples.product_id = months_exposed.product_id
            and multiples.month_start = months_exposed.month_start
            and mode_rates.band_no = months_exposed.band_no
    group by
        multiples.product_id,
        multiples.failure_mode,
        multiples.month_start,
        multiples.multiple

),

final as (

    select
        product_id,
        failure_mode,
        month_start,
        expected_events,
        coalesce(
            sum(expected_events) over (
                partition by product_id, failure_mode
                order by month_start nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as expected_before
    from expected

)

select * from final
