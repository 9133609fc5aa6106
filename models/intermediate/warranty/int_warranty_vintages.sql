with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

monthly as (

    select * from {{ ref('warranty_cost_ratio') }}

),

quarters as (

    select * from {{ ref('dim_dates') }}
    where date_day = quarter_start

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- a quarter that is not over would look like a quarter of little cost
valued as (

    select
        as_of_date,
        {{ add_days(
            "cast(date_trunc('quarter', " ~ add_days('as_of_date', 1) ~ ") as date)", -1
        ) }} as valued_on
    from settings

),

counted as (

    select
        units.product_line,
        cast(date_trunc('quarter', units.in_service_on) as date) as sale_quarter,
        count(*) as units_sold
    from units
    inner join valued on units.in_service_on <= valued.valued_on
    group by units.product_line, cast(date_trunc('quarter', units.in_service_on) as date)

),

lines as (

    select
        product_line,
        min(sale_quarter) as first_quarter
    from counted
    group by product_line

),

earned as (

    select
        product_line,
        cast(date_trunc('quarter', month_start) as date) as sale_quarter,
        sum(revenue_amount) as revenue_amount
    from monthly
    group by product_line, cast(date_trunc('quarter', month_start) as date)

),

final as (

    select
        lines.product_line,
        quarters.quarter_start as sale_quarter,
        valued.valued_on,
        cast(
            4 * (extract(year from valued.valued_on) - extract(year from quarters.date_day))
            + extract(quarter from valued.valued_on) - extract(quarter from quarters.date_day)
            as integer
        ) as age_quarters,
        coalesce(counted.units_sold, 0) as units_sold,
        case when figures_delivered.has_revenue then coalesce(earned.revenue_amount, 0) end
            as revenue_amount
    from lines
    cross join valued
    -- without claims and their lines nothing develops
    inner join figures_delivered on figures_delivered.has_costs
    inner join quarters
        on
            lines.first_quarter <= quarters.quarter_start
            and valued.valued_on >= quarters.quarter_start
    left join counted
        on
            lines.product_line = counted.product_line
            and quarters.quarter_start = counted.sale_quarter
    left join earned
        on
            lines.product_line = earned.product_line
            and quarters.quarter_start = earned.sale_quarter

)

select * from final
