with

vintage_ultimates as (

    select * from {{ ref('int_vintage_ultimates') }}
    where ultimate is not null

),

floored as (

    select
        product_line,
        sale_quarter,
        cast(ultimate as decimal(28, 8)) as ultimate,
        cast(floor(cast(ultimate as decimal(28, 8)) * 100) as bigint) as cents
    from vintage_ultimates

),

-- the cents of a line are those of its rounded sum; they go by largest remainder
ranked as (

    select
        product_line,
        sale_quarter,
        cents,
        cast(round(sum(ultimate) over (partition by product_line) * 100, 0) as bigint)
        - sum(cents) over (partition by product_line) as cents_left,
        row_number() over (
            partition by product_line
            order by ultimate * 100 - cents desc nulls last, sale_quarter nulls last
        ) as remainder_rank
    from floored

),

final as (

    select
        product_line,
        sale_quarter,
        cast(
            cast(
                cents + case when remainder_rank <= cents_left then 1 else 0 end
                as decimal(24, 0)
            ) * cast(0.01 as decimal(3, 2)) as decimal(28, 2)
        ) as ultimate_amount
    from ranked

)

select * from final
