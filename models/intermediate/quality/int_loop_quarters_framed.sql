with

begun as (

    select * from {{ ref('int_loop_lines_begun') }}

),

dates as (

    select * from {{ ref('dim_dates') }}
    where date_day = quarter_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        begun.product_line,
        dates.quarter_start
    from begun
    cross join settings
    inner join dates
        on begun.first_quarter <= dates.quarter_start and settings.as_of_date >= dates.quarter_start

)

select * from final
