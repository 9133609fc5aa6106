with

reports as (

    select * from {{ ref('int_failures_reported') }}

),

exposures as (

    select * from {{ ref('int_product_age_exposures') }}

),

months as (

    select cast(date_trunc('month', date_day) as date) as month_start
    from exposures
    group by cast(date_trunc('month', date_day) as date)

),

counted as (

    select
        product_id,
        failure_mode,
        band_no,
        month_start,
        count(*) as reports
    from reports
    group by product_id, failure_mode, band_no, month_start

),

cells as (

    select
        product_id,
        failure_mode,
        band_no,
        min(month_start) as first_month
    from counted
    group by product_id, failure_mode, band_no

),

-- what a month may know ended with the month before
summed as (

    select
        cells.product_id,
        cells.failure_mode,
        cells.band_no,
        months.month_start,
        cast(
            sum(coalesce(counted.reports, 0)) over (
                partition by cells.product_id, cells.failure_mode, cells.band_no
                order by months.month_start nulls last
                rows between unbounded preceding and 1 preceding
            ) as bigint
        ) as reports
    from cells
    inner join months on cells.first_month <= months.month_start
    left join counted
        on
            cells.product_id = counted.product_id
            and cells.failure_mode = counted.failure_mode
            and cells.band_no = counted.band_no
            and months.month_start = counted.month_start

),

final as (

    select
        product_id,
        failure_mode,
        band_no,
        month_start,
        reports
    from summed
    where reports > 0

)

select * from final
