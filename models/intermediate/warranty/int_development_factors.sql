with

vintages_developed as (

    select * from {{ ref('int_vintages_developed') }}

),

paired as (

    select
        product_line,
        development_quarter,
        cumulative_cost_amount as from_amount,
        lead(cumulative_cost_amount) over (
            partition by product_line, sale_quarter order by development_quarter nulls last
        ) as to_amount,
        not is_latest as is_pair
    from vintages_developed

),

-- a vintage that grows out of nothing, or below it, has no development in proportion to its cost
summed as (

    select
        product_line,
        development_quarter,
        cast(sum(from_amount) as double) as from_amount,
        cast(sum(to_amount) as double) as to_amount,
        count(case when from_amount > 0 then 1 end) as vintages_with_cost,
        count(case when from_amount < 0 or (from_amount = 0 and to_amount <> 0) then 1 end) = 0
            as is_proportional
    from paired
    where is_pair
    group by product_line, development_quarter

),

-- quarters that only vintages without any cost have reached tell nothing: development ends there
ended as (

    select
        product_line,
        max(development_quarter) as last_quarter
    from summed
    where from_amount > 0
    group by product_line

),

-- summed as decimals, which add up alike in any order
dispersed as (

    select
        paired.product_line,
        paired.development_quarter,
        cast(sum(cast(
            power(
                cast(paired.to_amount as double)
                - cast(paired.from_amount as double) * summed.to_amount / summed.from_amount,
                2
            ) / cast(paired.from_amount as double) as decimal(38, 10)
        )) as double) as squares
    from paired
    inner join summed
        on
            paired.product_line = summed.product_line
            and paired.development_quarter = summed.development_quarter
    where paired.is_pair and paired.from_amount > 0 and summed.from_amount > 0
    group by paired.product_line, paired.development_quarter

),

estimated as (

    select
        summed.product_line,
        summed.development_quarter,
        summed.from_amount,
        summed.vintages_with_cost,
        summed.is_proportional,
        -- the factor's inverse, which is also told where the first quarters bear no cost at all
        case
            when summed.from_amount = 0 then 0
            when summed.to_amount > 0 and summed.from_amount > 0
                then summed.from_amount / summed.to_amount
        end as inverse_factor,
        case
            when summed.is_proportional and summed.vintages_with_cost > 1
                then dispersed.squares / (summed.vintages_with_cost - 1)
        end as sigma_squared
    from summed
    inner join ended
        on
            summed.product_line = ended.product_line
            and summed.development_quarter <= ended.last_quarter
    left join dispersed
        on
            summed.product_line = dispersed.product_line
            and summed.development_quarter = dispersed.development_quarter

),

looked_back as (

    select
        product_line,
        development_quarter,
        lag(sigma_squared, 1) over earlier as sigma_squared_1,
        lag(sigma_squared, 2) over earlier as sigma_squared_2
    from estimated
    window earlier as (partition by product_line order by development_quarter nulls last)

),

-- Mack's own rule for the step that one vintage alone has taken
final as (

    select
        estimated.product_line,
        estimated.development_quarter,
        cast(estimated.vintages_with_cost as bigint) as vintages_with_cost,
        estimated.is_proportional,
        estimated.from_amount,
        cast(estimated.inverse_factor as double) as inverse_factor,
        cast(
            case
                when not estimated.is_proportional or estimated.vintages_with_cost > 1
                    then estimated.sigma_squared
                when looked_back.sigma_squared_1 is null or looked_back.sigma_squared_2 is null
                    then null
                when looked_back.sigma_squared_1 = 0 or looked_back.sigma_squared_2 = 0 then 0
                else least(
                    power(looked_back.sigma_squared_1, 2) / looked_back.sigma_squared_2,
                    looked_back.sigma_squared_2,
                    looked_back.sigma_squared_1
                )
            end as double
        ) as sigma_squared
    from estimated
    inner join looked_back
        on
            estimated.product_line = looked_back.product_line
            and estimated.development_quarter = looked_back.development_quarter

)

select * from final
