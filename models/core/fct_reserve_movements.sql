with

reserve_movements as (

    select * from {{ ref('int_reserve_movements_valued') }}

),

placed as (

    select
        movement_id,
        coalesce(product_line, 'unknown') as product_line,
        posted_on,
        movement_type,
        amount
    from reserve_movements

),

ranked as (

    select
        movement_id,
        product_line,
        posted_on,
        movement_type,
        amount,
        movement_type <> 'opening'
        or row_number() over (
            partition by product_line, movement_type
            order by posted_on nulls last, movement_id nulls last
        ) = 1 as is_posting
    from placed

),

-- an opening stands before what else is posted on its day, so that a second one finds the first
balanced as (

    select
        movement_id,
        sum(case when is_posting then amount else 0 end) over (
            partition by product_line
            order by
                posted_on nulls last,
                case when movement_type = 'opening' then 0 else 1 end nulls last,
                case when is_posting then 0 else 1 end nulls last,
                movement_id nulls last
            rows between unbounded preceding and current row
        ) as balance_amount
    from ranked

),

final as (

    select
        ranked.movement_id,
        ranked.product_line,
        ranked.posted_on,
        cast(date_trunc('month', ranked.posted_on) as date) as month_start,
        ranked.movement_type,
        ranked.is_posting,
        ranked.amount,
        cast(case when ranked.is_posting then ranked.amount else 0 end as decimal(18, 2))
            as reserve_amount,
        cast(case when not ranked.is_posting then balanced.balance_amount end as decimal(28, 2))
            as computed_opening_amount,
        cast(
            case when not ranked.is_posting then ranked.amount - balanced.balance_amount end
            as decimal(28, 2)
        ) as opening_difference_amount
    from ranked
    inner join balanced on ranked.movement_id = balanced.movement_id

)

select * from final
