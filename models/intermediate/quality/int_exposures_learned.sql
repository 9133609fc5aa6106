with

exposures as (

    select * from {{ ref('int_product_age_exposures') }}

),

months as (

    select cast(date_trunc('month', date_day) as date) as month_start
    from exposures
    group by cast(date_trunc('month', date_day) as date)

),

final as (

    select
        exposures.product_id,
        exposures.band_no,
        months.month_start,
        exposures.unit_days
    from months
    inner join exposures on {{ add_days('months.month_start', -1) }} = exposures.date_day

)

select * from final
