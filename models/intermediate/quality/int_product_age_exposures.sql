with

age_spans as (

    select * from {{ ref('int_unit_age_spans') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

dates as (

    select * from {{ ref('dim_dates') }}

),

lived as (

    select
        age_spans.product_id,
        age_spans.band_no,
        greatest(age_spans.starts_on, unit_field_periods.entered_on) as first_on,
        least(age_spans.ends_on, unit_field_periods.left_on) as end_on
    from age_spans
    inner join unit_field_periods on age_spans.unit_id = unit_field_periods.unit_id

),

-- a unit adds one on the day it enters an age band and takes it off on the day it leaves
changed as (

    select
        product_id,
        band_no,
        first_on as date_day,
        1 as units
    from lived
    where first_on < end_on

    union all

    select
        product_id,
        band_no,
        end_on as date_day,
        -1 as units
    from lived
    where first_on < end_on

),

summed as (

    select
        product_id,
        band_no,
        date_day,
        sum(units) as units
    from changed
    group by product_id, band_no, date_day

),

cells as (

    select
        product_id,
        band_no,
        min(date_day) as first_on
    from summed
    group by product_id, band_no

),

counted as (

    select
        cells.product_id,
        cells.band_no,
        dates.date_day,
        sum(coalesce(summed.units, 0)) over (
            partition by cells.product_id, cells.band_no
            order by dates.date_day nulls last
            rows between unbounded preceding and current row
        ) as units
    from cells
    cross join settings
    inner join dates
        on cells.first_on <= dates.date_day and settings.as_of_date >= dates.date_day
    left join summed
        on
            cells.product_id = summed.product_id
            and cells.band_no = summed.band_no
            and dates.date_day = summed.date_day

),

final as (

    select
        product_id,
        band_no,
        date_day,
        cast(units as bigint) as units,
        cast(
            sum(units) over (
                partition by product_id, band_no
                order by date_day nulls last
                rows between unbounded preceding and current row
            ) as bigint
        ) as unit_days
    from counted

)

select * from final
