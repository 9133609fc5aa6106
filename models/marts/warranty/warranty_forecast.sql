with

vintage_ultimates as (

    select * from {{ ref('int_vintage_ultimates') }}

),

ultimates_rounded as (

    select * from {{ ref('int_vintage_ultimates_rounded') }}

),

payments_discounted as (

    select * from {{ ref('int_vintage_payments_discounted') }}

),

reserved as (

    select
        vintage_ultimates.product_line,
        vintage_ultimates.sale_quarter,
        cast(vintage_ultimates.cost_amount as double) as posted_cost,
        vintage_ultimates.ultimate,
        ultimates_rounded.ultimate_amount,
        ultimates_rounded.ultimate_amount - vintage_ultimates.cost_amount as ibnr_amount,
        vintage_ultimates.ultimate - cast(vintage_ultimates.cost_amount as double) as ibnr,
        vintage_ultimates.expected_ultimate * (1 - vintage_ultimates.maturity) as expected_ibnr,
        sqrt(
            vintage_ultimates.ultimate * vintage_ultimates.process_variance
            + power(vintage_ultimates.ultimate, 2) * vintage_ultimates.parameter_variance
        ) as standard_error,
        vintage_ultimates.parameter_variance,
        coalesce(sum(cast(vintage_ultimates.ultimate as decimal(38, 10))) over (
            partition by vintage_ultimates.product_line
            order by vintage_ultimates.sale_quarter desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as newer_ultimate_amount
    from vintage_ultimates
    left join ultimates_rounded
        on
            vintage_ultimates.product_line = ultimates_rounded.product_line
            and vintage_ultimates.sale_quarter = ultimates_rounded.sale_quarter

),

-- of the vintages with an ultimate; their errors share the factors, hence the correlation's term
totalled as (

    select
        product_line,
        sum(ibnr_amount) as ibnr_total_amount,
        case
            when count(ultimate) > 0 and count(ultimate) = count(standard_error)
                then sqrt(cast(sum(cast(
                    power(standard_error, 2)
                    + 2 * ultimate * cast(newer_ultimate_amount as double) * parameter_variance
                    as decimal(38, 6)
                )) as double))
        end as total_standard_error
    from reserved
    group by product_line

),

-- limits of a lognormal distribution with the mean and the error of what is still to come
spread as (

    select
        product_line,
        sale_quarter,
        posted_cost,
        ibnr,
        sqrt(ln(1 + power(standard_error / ibnr, 2))) as log_deviation
    from reserved
    where ibnr > 0

),

final as (

    select
        vintage_ultimates.product_line,
        vintage_ultimates.sale_quarter,
        vintage_ultimates.valued_on,
        cast(vintage_ultimates.age_quarters as bigint) as development_quarters,
        cast(vintage_ultimates.units_sold as bigint) as units_sold,
        cast(vintage_ultimates.claims_count as bigint) as claims_count,
        cast(vintage_ultimates.cost_amount as decimal(28, 2)) as cost_to_date_amount,
        case
            when vintage_ultimates.is_chained then 1 / nullif(vintage_ultimates.maturity, 0)
        end as development_factor,
        vintage_ultimates.maturity,
        reserved.ultimate_amount,
        cast(reserved.ibnr_amount as decimal(28, 2)) as ibnr_amount,
        reserved.standard_error as mack_standard_error,
        cast(totalled.ibnr_total_amount as decimal(28, 2)) as ibnr_total_amount,
        totalled.total_standard_error,
        spread.posted_cost + spread.ibnr * exp(
            -power(spread.log_deviation, 2) / 2 - 1.959963984540054 * spread.log_deviation
        ) as lower_95,
        spread.posted_cost + spread.ibnr * exp(
            -power(spread.log_deviation, 2) / 2 + 1.959963984540054 * spread.log_deviation
        ) as upper_95,
        cast(vintage_ultimates.revenue_amount as decimal(28, 2)) as revenue_amount,
        {{ ratio('vintage_ultimates.ultimate', 'vintage_ultimates.revenue_amount') }}
            as vintage_ratio,
        cast(vintage_ultimates.expected_ultimate as decimal(28, 2)) as expected_ultimate_amount,
        cast(
            coalesce(reserved.ibnr_amount, cast(reserved.expected_ibnr as decimal(28, 2)))
            as decimal(28, 2)
        ) as provision_amount,
        payments_discounted.present_value_amount,
        case when payments_discounted.present_value_amount is not null then 'assumed' end
            as present_value_grade,
        case
            when vintage_ultimates.ultimate is not null then 'chain_ladder'
            when reserved.expected_ibnr is not null then 'expected_loss'
        end as provision_method,
        case
            when vintage_ultimates.ultimate is not null then 'modelled'
            when reserved.expected_ibnr is not null then 'assumed'
        end as evidence_grade,
        vintage_ultimates.claims_count < 5 or vintage_ultimates.units_sold < 30 as has_low_n
    from vintage_ultimates
    inner join reserved
        on
            vintage_ultimates.product_line = reserved.product_line
            and vintage_ultimates.sale_quarter = reserved.sale_quarter
    inner join totalled on vintage_ultimates.product_line = totalled.product_line
    left join spread
        on
            vintage_ultimates.product_line = spread.product_line
            and vintage_ultimates.sale_quarter = spread.sale_quarter
    left join payments_discounted
        on
            vintage_ultimates.product_line = payments_discounted.product_line
            and vintage_ultimates.sale_quarter = payments_discounted.sale_quarter

)

select * from final
