with

vintages as (

    select * from {{ ref('int_warranty_vintages') }}

),

vintages_developed as (

    select * from {{ ref('int_vintages_developed') }}
    where is_latest

),

factors_chained as (

    select * from {{ ref('int_development_factors_chained') }}

),

-- a vintage older than the development stands at its end
aged as (

    select
        vintages.product_line,
        vintages.sale_quarter,
        vintages.valued_on,
        vintages.age_quarters,
        vintages.units_sold,
        vintages.revenue_amount,
        vintages_developed.cumulative_claims as claims_count,
        vintages_developed.cumulative_cost_amount as cost_amount,
        factors_chained.development_quarter,
        coalesce(factors_chained.is_chained, false) as is_chained,
        factors_chained.maturity,
        factors_chained.process_variance,
        factors_chained.parameter_variance
    from vintages
    inner join vintages_developed
        on
            vintages.product_line = vintages_developed.product_line
            and vintages.sale_quarter = vintages_developed.sale_quarter
    left join factors_chained
        on
            vintages.product_line = factors_chained.product_line
            and (
                vintages.age_quarters = factors_chained.development_quarter
                or (
                    factors_chained.is_last
                    and vintages.age_quarters > factors_chained.development_quarter
                )
            )

),

forecast as (

    select
        product_line,
        sale_quarter,
        case
            when not is_chained or cost_amount <= 0 then null
            -- beyond what an amount can hold
            when cast(cost_amount as double) / maturity < 1e15
                then cast(cost_amount as double) / maturity
        end as ultimate
    from aged

),

-- Cape Cod: a young vintage weighs by what is known of it, its revenue times its maturity; that
-- it bears no cost yet is known, too
related as (

    select
        aged.product_line,
        cast(sum(aged.cost_amount) as double)
        / nullif(
            cast(
                sum(cast(cast(aged.revenue_amount as double) * aged.maturity as decimal(38, 10)))
                as double
            ),
            0
        ) as loss_ratio
    from aged
    where aged.is_chained and aged.units_sold > 0 and aged.revenue_amount > 0
    group by aged.product_line

),

final as (

    select
        aged.product_line,
        aged.sale_quarter,
        aged.valued_on,
        aged.age_quarters,
        aged.development_quarter,
        aged.units_sold,
        aged.claims_count,
        aged.cost_amount,
        aged.revenue_amount,
        aged.is_chained,
        aged.maturity,
        forecast.ultimate,
        case
            when aged.units_sold > 0 and aged.revenue_amount > 0
                then related.loss_ratio * cast(aged.revenue_amount as double)
        end as expected_ultimate,
        aged.process_variance,
        aged.parameter_variance
    from aged
    inner join forecast
        on
            aged.product_line = forecast.product_line
            and aged.sale_quarter = forecast.sale_quarter
    left join related on aged.product_line = related.product_line

)

select * from final
