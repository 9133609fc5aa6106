with

failure_windows as (

    select * from {{ ref('failure_windows') }}

),

build_settings as (

    select * from {{ ref('int_build_settings') }}

),

settings as (

    select
        as_of_date,
        cast(date_trunc('month', as_of_date) as date) as month_start
    from build_settings

),

final as (

    select
        failure_windows.window_name,
        {{ add_months('settings.month_start', '1 - failure_windows.months') }} as starts_on,
        settings.as_of_date as ends_on
    from failure_windows
    cross join settings

)

select * from final
