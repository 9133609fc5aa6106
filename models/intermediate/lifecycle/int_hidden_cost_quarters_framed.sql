with

hidden_costs as (

    select * from {{ ref('int_hidden_costs_summed') }}

),

obsolete_parts as (

    select * from {{ ref('int_obsolete_parts_counted') }}

),

dates as (

    select * from {{ ref('dim_dates') }}
    where date_day = quarter_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

gathered as (

    select
        product_line,
        quarter_start
    from hidden_costs

    union all

    select
        'all' as product_line,
        quarter_start
    from obsolete_parts

),

begun as (

    select
        product_line,
        min(quarter_start) as first_quarter
    from gathered
    group by product_line

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
