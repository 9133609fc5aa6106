with

monthly as (

    select * from {{ ref('warranty_cost_ratio') }}

),

reserve_movements as (

    select * from {{ ref('int_reserve_movements_valued') }}
    where movement_type = 'accrual'

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

scopes as (

    select false as is_all
    union all
    select true as is_all

),

summed as (

    select
        case when scopes.is_all then 'all' else monthly.product_line end as product_line,
        cast(date_trunc('year', monthly.month_start) as date) as year_start,
        sum(monthly.units_delivered) as units_delivered,
        sum(monthly.revenue_amount) as revenue_amount,
        sum(monthly.claims_count) as claims_count,
        sum(monthly.warranty_cost_gross_amount) as gross_amount,
        sum(monthly.supplier_recovery_amount) as recovery_amount,
        sum(monthly.goodwill_amount) as goodwill_amount,
        sum(monthly.recall_amount) as recall_amount,
        sum(monthly.extended_amount) as extended_amount,
        sum(monthly.other_claims_amount) as other_amount,
        sum(monthly.unposted_amount) as unposted_amount
    from monthly
    cross join scopes
    group by
        case when scopes.is_all then 'all' else monthly.product_line end,
        cast(date_trunc('year', monthly.month_start) as date)

),

accrued as (

    select
        case when scopes.is_all then 'all' else reserve_movements.product_line end as product_line,
        cast(date_trunc('year', reserve_movements.posted_on) as date) as year_start,
        sum(reserve_movements.amount) as accrual_amount
    from reserve_movements
    cross join scopes
    group by
        case when scopes.is_all then 'all' else reserve_movements.product_line end,
        cast(date_trunc('year', reserve_movements.posted_on) as date)

),

-- a line may accrue in a year before it sells, and an accrual without a line is only on `all`
spread as (

    select
        product_line,
        year_start
    from summed
    union
    select
        product_line,
        year_start
    from accrued
    where product_line is not null

),

known as (

    select
        spread.product_line,
        spread.year_start,
        case when has_units then coalesce(summed.units_delivered, 0) end as units_delivered,
        case when has_revenue then coalesce(summed.revenue_amount, 0) end as revenue_amount,
        case when has_claims then coalesce(summed.claims_count, 0) end as claims_count,
        case when has_costs then coalesce(summed.gross_amount, 0) end as gross_amount,
        case when has_recoveries then coalesce(summed.recovery_amount, 0) end as recovery_amount,
        case when has_costs then coalesce(summed.goodwill_amount, 0) end as goodwill_amount,
        case when has_costs then coalesce(summed.recall_amount, 0) end as recall_amount,
        case when has_costs then coalesce(summed.extended_amount, 0) end as extended_amount,
        case when has_costs then coalesce(summed.other_amount, 0) end as other_amount,
        case when has_costs then coalesce(summed.unposted_amount, 0) end as unposted_amount,
        case when has_reserve then coalesce(accrued.accrual_amount, 0) end as accrual_amount
    from spread
    cross join figures_delivered
    left join summed
        on spread.product_line = summed.product_line and spread.year_start = summed.year_start
    left join accrued
        on spread.product_line = accrued.product_line and spread.year_start = accrued.year_start

),

final as (

    select
        known.year_start,
        known.product_line,
        known.year_start
        < cast(date_trunc('year', {{ add_days('settings.as_of_date', 1) }}) as date)
            as is_complete,
        cast(known.units_delivered as bigint) as units_delivered,
        cast(known.revenue_amount as decimal(28, 2)) as revenue_amount,
        cast(known.claims_count as bigint) as claims_count,
        cast(known.gross_amount as decimal(28, 2)) as warranty_cost_gross_amount,
        cast(known.recovery_amount as decimal(28, 2)) as supplier_recovery_amount,
        cast(known.gross_amount - known.recovery_amount as decimal(28, 2))
            as warranty_cost_net_amount,
        cast(known.goodwill_amount as decimal(28, 2)) as goodwill_amount,
        cast(known.recall_amount as decimal(28, 2)) as recall_amount,
        cast(known.extended_amount as decimal(28, 2)) as extended_amount,
        cast(known.other_amount as decimal(28, 2)) as other_claims_amount,
        cast(known.unposted_amount as decimal(28, 2)) as unposted_amount,
        {{ ratio('known.gross_amount', 'known.revenue_amount') }} as warranty_cost_ratio_gross,
        {{ ratio('(known.gross_amount - known.recovery_amount)', 'known.revenue_amount') }}
            as warranty_cost_ratio_net,
        cast(known.accrual_amount as decimal(28, 2)) as accrual_amount,
        {{ ratio('known.accrual_amount', 'known.revenue_amount') }} as accrual_ratio
    from known
    cross join settings

)

select * from final
