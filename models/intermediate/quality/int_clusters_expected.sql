with

clusters as (

    select * from {{ ref('int_clusters_found') }}

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

-- of a window that is not over, the days lived so far
dated as (

    select
        product_id,
        failure_mode,
        looked_on,
        window_start,
        window_end,
        distinct_units,
        {{ add_days('window_start', -1) }} as day_before,
        least({{ add_days('window_end', -1) }}, looked_on) as last_day
    from clusters

),

final as (

    select
        dated.product_id,
        dated.failure_mode,
        dated.looked_on,
        dated.window_start,
        dated.window_end,
        dated.distinct_units,
        multiples.multiple * sum(
            mode_rates.rate
            * (coalesce(days_through.unit_days, 0) - coalesce(days_before.unit_days, 0))
        ) as expected_events
    from dated
    left join multiples
        on
            dated.product_id = multiples.product_id
            and dated.failure_mode = multiples.failure_mode
            and cast(date_trunc('month', dated.window_start) as date) = multiples.month_start
    left join mode_rates
        on
            multiples.month_start = mode_rates.month_start
            and multiples.failure_mode = mode_rates.failure_mode
    left join exposures as days_through
        on
            dated.product_id = days_through.product_id
            and dated.last_day = days_through.date_day
            and mode_rates.band_no = days_through.band_no
    left join exposures as days_before
        on
            dated.product_id = days_before.product_id
            and dated.day_before = days_before.date_day
            and mode_rates.band_no = days_before.band_no
    group by
        dated.product_id,
        dated.failure_mode,
        dated.looked_on,
        dated.window_start,
        dated.window_end,
        dated.distinct_units,
        multiples.multiple

)

select * from final
