with

warranty_reserve as (

    select * from {{ ref('warranty_reserve') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

periods as (

    select
        'month' as period,
        month_start as period_start,
        month_start
    from months
    union all
    select
        'quarter' as period,
        quarter_start as period_start,
        month_start
    from months
    union all
    select
        'year' as period,
        year_start as period_start,
        month_start
    from months

),

-- a stock has one value in a period, its last
ranked as (

    select
        warranty_reserve.product_line,
        periods.period,
        periods.period_start,
        warranty_reserve.closing_amount,
        row_number() over (
            partition by warranty_reserve.product_line, periods.period, periods.period_start
            order by warranty_reserve.month_start desc nulls last
        ) as month_rank
    from warranty_reserve
    inner join periods on warranty_reserve.month_start = periods.month_start

),

final as (

    select
        'warranty_reserve_closing_amount' as metric,
        case product_line when 'all' then 'company' else 'product_line' end as scope_type,
        case product_line when 'all' then 'company' else product_line end as scope,
        period,
        period_start,
        cast(closing_amount as decimal(28, 10)) as numerator,
        cast(0 as decimal(28, 10)) as denominator
    from ranked
    where month_rank = 1

)

select * from final
