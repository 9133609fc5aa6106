with

settings as (

    select * from {{ ref('int_build_settings') }}

),

bounded as (

    select
        cast('1900-01-01' as date) as first_on,
        cast(extract(year from as_of_date) || '-12-31' as date) as last_on
    from settings

),

spread as (

    {{ date_series('(select first_on from bounded)', '(select last_on from bounded)') }}

),

final as (

    select
        date_day,
        cast(date_trunc('month', date_day) as date) as month_start,
        cast(date_trunc('quarter', date_day) as date) as quarter_start,
        cast(date_trunc('year', date_day) as date) as year_start,
        cast(extract(day from last_day(date_day)) as integer) as days_in_month
    from spread

)

select * from final
