with

reserve_movements as (

    select * from {{ ref('fct_reserve_movements') }}

),

warranty_postings as (

    select * from {{ ref('fct_warranty_postings') }}
    where measure = 'warranty'

),

scopes as (

    select false as is_all
    union all
    select true as is_all

),

began as (

    select min(month_start) as first_month
    from reserve_movements

),

gathered as (

    select
        product_line,
        month_start,
        movement_type,
        reserve_amount,
        opening_difference_amount,
        0 as claims_paid_amount
    from reserve_movements

    union all

    -- claims paid before the reserve began were never its own
    select
        warranty_postings.product_line,
        warranty_postings.month_start,
        'claims_paid' as movement_type,
        0 as reserve_amount,
        0 as opening_difference_amount,
        warranty_postings.amount as claims_paid_amount
    from warranty_postings
    inner join began on warranty_postings.month_start >= began.first_month

),

scoped as (

    select
        case when scopes.is_all then 'all' else gathered.product_line end as product_line,
        gathered.month_start,
        gathered.movement_type,
        gathered.reserve_amount,
        gathered.opening_difference_amount,
        gathered.claims_paid_amount
    from gathered
    cross join scopes

),

final as (

    select
        product_line,
        month_start,
        cast(
            sum(case when movement_type = 'opening' then reserve_amount else 0 end)
            as decimal(28, 2)
        ) as opening_posted_amount,
        cast(
            sum(case when movement_type = 'accrual' then reserve_amount else 0 end)
            as decimal(28, 2)
        ) as accrual_amount,
        cast(
            sum(case when movement_type = 'preexisting' then reserve_amount else 0 end)
            as decimal(28, 2)
        ) as preexisting_amount,
        cast(
            sum(case when movement_type = 'settlement' then reserve_amount else 0 end)
            as decimal(28, 2)
        ) as settlement_amount,
        cast(
            sum(case when movement_type in ('fx', 'other') then reserve_amount else 0 end)
            as decimal(28, 2)
        ) as fx_other_amount,
        cast(
            sum(case when movement_type = 'opening' then opening_difference_amount end)
            as decimal(28, 2)
        ) as opening_difference_amount,
        cast(sum(claims_paid_amount) as decimal(28, 2)) as claims_paid_amount
    from scoped
    group by product_line, month_start

)

select * from final
