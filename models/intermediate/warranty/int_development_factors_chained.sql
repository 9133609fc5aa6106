with

development_factors as (

    select * from {{ ref('int_development_factors') }}

),

ends as (

    select
        product_line,
        max(development_quarter) + 1 as development_quarter
    from development_factors
    group by product_line

),

-- behind the last step nothing is left to come
extended as (

    select
        product_line,
        development_quarter,
        is_proportional,
        from_amount,
        inverse_factor,
        sigma_squared
    from development_factors

    union all

    select
        product_line,
        development_quarter,
        true as is_proportional,
        cast(1 as double) as from_amount,
        cast(1 as double) as inverse_factor,
        cast(0 as double) as sigma_squared
    from ends

),

chained as (

    select
        product_line,
        development_quarter,
        from_amount,
        inverse_factor,
        sigma_squared,
        count(case when inverse_factor is null then 1 end) over onward > 0 as is_broken,
        count(case when not is_proportional then 1 end) over onward = 0 as is_proportional,
        count(case when inverse_factor = 0 then 1 end) over onward > 0 as is_without_cost,
        sum(case when inverse_factor > 0 then ln(inverse_factor) end) over onward as log_maturity
    from extended
    window onward as (
        partition by product_line order by development_quarter desc nulls last
        rows between unbounded preceding and current row
    )

),

matured as (

    select
        product_line,
        development_quarter,
        from_amount,
        power(inverse_factor, 2) * sigma_squared as relative_variance,
        is_proportional and not is_broken and not is_without_cost as is_chained,
        case
            when is_broken then null
            when is_without_cost then 0
            else exp(log_maturity)
        end as maturity
    from chained

),

-- with U the ultimate of a vintage, its squared error is U x process + U^2 x parameter
summed as (

    select
        product_line,
        development_quarter,
        count(relative_variance) over onward as steps_known,
        count(*) over onward as steps,
        sum(relative_variance / nullif(maturity, 0)) over onward as process_variance,
        sum(relative_variance / nullif(from_amount, 0)) over onward as parameter_variance
    from matured
    window onward as (
        partition by product_line order by development_quarter desc nulls last
        rows between unbounded preceding and current row
    )

),

final as (

    select
        matured.product_line,
        cast(matured.development_quarter as integer) as development_quarter,
        lead(matured.development_quarter) over later is null as is_last,
        matured.is_chained,
        cast(matured.maturity as double) as maturity,
        cast(lead(matured.maturity) over later as double) as next_maturity,
        cast(
            case
                when matured.is_chained and summed.steps_known = summed.steps
                    then summed.process_variance
            end as double
        ) as process_variance,
        cast(
            case
                when matured.is_chained and summed.steps_known = summed.steps
                    then summed.parameter_variance
            end as double
        ) as parameter_variance
    from matured
    inner join summed
        on
            matured.product_line = summed.product_line
            and matured.development_quarter = summed.development_quarter
    window later as (
        partition by matured.product_line order by matured.development_quarter nulls last
    )

)

select * from final
