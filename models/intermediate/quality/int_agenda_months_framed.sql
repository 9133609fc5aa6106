with

failures as (

    select * from {{ ref('int_failures_coded') }}

),

dates as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

failure_windows as (

    select * from {{ ref('failure_windows') }}
    where window_name = '3m'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

begun as (

    select min(failed_month) as first_month
    from failures

),

final as (

    select
        dates.month_start,
        least(last_day(dates.month_start), settings.as_of_date) as known_on,
        {{ add_months('dates.month_start', '1 - failure_windows.months') }} as window_start,
        {{ add_months('dates.month_start', '1 - 2 * failure_windows.months') }} as previous_start
    from dates
    cross join failure_windows
    cross join settings
    inner join begun on dates.month_start >= begun.first_month
    where dates.month_start <= settings.as_of_date

)

select * from final
