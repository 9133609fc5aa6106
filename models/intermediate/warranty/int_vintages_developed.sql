with

vintages as (

    select * from {{ ref('int_warranty_vintages') }}

),

vintage_claims as (

    select * from {{ ref('int_vintage_claims_placed') }}
    where reason is null

),

ages as (

    select distinct
        product_line,
        age_quarters as development_quarter
    from vintages

),

summed as (

    select
        product_line,
        sale_quarter,
        development_quarter,
        count(*) as claims_count,
        sum(cost_amount) as cost_amount
    from vintage_claims
    group by product_line, sale_quarter, development_quarter

),

-- every quarter that a vintage has lived, with cost or without
spread as (

    select
        vintages.product_line,
        vintages.sale_quarter,
        vintages.age_quarters,
        ages.development_quarter,
        coalesce(summed.claims_count, 0) as claims_count,
        coalesce(summed.cost_amount, 0) as cost_amount
    from vintages
    inner join ages
        on
            vintages.product_line = ages.product_line
            and vintages.age_quarters >= ages.development_quarter
    left join summed
        on
            vintages.product_line = summed.product_line
            and vintages.sale_quarter = summed.sale_quarter
            and ages.development_quarter = summed.development_quarter

),

final as (

    select
        product_line,
        sale_quarter,
        development_quarter,
        age_quarters = development_quarter as is_latest,
        cast(sum(claims_count) over developed as bigint) as cumulative_claims,
        cast(sum(cost_amount) over developed as decimal(28, 2)) as cumulative_cost_amount
    from spread
    window developed as (
        partition by product_line, sale_quarter order by development_quarter nulls last
        rows between unbounded preceding and current row
    )

)

select * from final
