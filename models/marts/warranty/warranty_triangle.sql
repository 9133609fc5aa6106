with

months_observed as (

    select * from {{ ref('int_sale_months_observed') }}

),

vintage_claims as (

    select * from {{ ref('int_vintage_claims_placed') }}
    where reason is null

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

cohorts as (

    select
        product_line,
        sale_month
    from months_observed
    union
    select
        product_line,
        sale_month
    from vintage_claims
    where months_in_service >= 0

),

spread as (

    select
        cohorts.product_line,
        cohorts.sale_month,
        cast({{ months_between('cohorts.sale_month', 'months.month_start') }} as integer)
            as months_in_service
    from cohorts
    inner join months on cohorts.sale_month <= months.month_start
    inner join settings on months.month_start <= settings.as_of_date

),

exposed as (

    select
        spread.product_line,
        spread.sale_month,
        spread.months_in_service,
        sum(months_observed.units) as units_at_risk
    from spread
    inner join months_observed
        on
            spread.product_line = months_observed.product_line
            and spread.sale_month = months_observed.sale_month
            and spread.months_in_service >= months_observed.first_month_in_service
            and spread.months_in_service <= months_observed.last_month_in_service
    group by spread.product_line, spread.sale_month, spread.months_in_service

),

claimed as (

    select
        product_line,
        sale_month,
        months_in_service,
        count(*) as claims_count,
        sum(cost_amount) as cost_amount
    from vintage_claims
    group by product_line, sale_month, months_in_service

),

-- a cell is observed when the last unit of the sale month has lived that month of service
known as (

    select
        spread.product_line,
        spread.sale_month,
        spread.months_in_service,
        coalesce(exposed.units_at_risk, 0) as units_at_risk,
        case when figures_delivered.has_claims then coalesce(claimed.claims_count, 0) end
            as claims_count,
        case when figures_delivered.has_costs then coalesce(claimed.cost_amount, 0) end
            as cost_amount,
        {{ months_between('last_day(spread.sale_month)', add_days('settings.as_of_date', 1)) }}
        > spread.months_in_service as is_observed
    from spread
    cross join settings
    cross join figures_delivered
    left join exposed
        on
            spread.product_line = exposed.product_line
            and spread.sale_month = exposed.sale_month
            and spread.months_in_service = exposed.months_in_service
    left join claimed
        on
            spread.product_line = claimed.product_line
            and spread.sale_month = claimed.sale_month
            and spread.months_in_service = claimed.months_in_service

),

final as (

    select
        product_line,
        sale_month,
        cast(months_in_service as bigint) as months_in_service,
        cast(units_at_risk as bigint) as units_at_risk,
        cast(claims_count as bigint) as claims_count,
        cast(cost_amount as decimal(28, 2)) as cost_amount,
        cast(sum(claims_count) over lived as bigint) as cumulative_claims,
        cast(sum(cost_amount) over lived as decimal(28, 2)) as cumulative_cost_amount,
        is_observed
    from known
    window lived as (
        partition by product_line, sale_month order by months_in_service nulls last
        rows between unbounded preceding and current row
    )

)

select * from final
