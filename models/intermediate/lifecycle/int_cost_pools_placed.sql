with

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

unit_days as (

    select * from {{ ref('int_unit_days_by_cohort') }}

),

ledger_months as (

    select
        month_start,
        count(*) as entries
    from service_costs
    group by month_start

),

-- what the other columns already bear is taken off in the same month, line and region
gathered as (

    select
        month_start,
        product_line,
        region_id,
        amount
    from service_costs

    union all

    select
        costs_placed.month_start,
        costs_placed.product_line,
        costs_placed.region_id,
        -costs_placed.amount as amount
    from costs_placed
    inner join ledger_months on costs_placed.month_start = ledger_months.month_start
    where costs_placed.component <> 'warranty' or costs_placed.is_own_claim

),

lines as (

    select
        product_line,
        max(case when is_own_brand then 1 else 0 end) as is_own,
        max(case when is_other_brand then 1 else 0 end) as is_other
    from products
    where product_line <> 'unknown'
    group by product_line

),

lines_in_field as (

    select
        month_start,
        product_line,
        sum(unit_days) as unit_days
    from unit_days
    group by month_start, product_line

),

regions_in_field as (

    select
        month_start,
        region_id,
        sum(unit_days) as unit_days
    from unit_days
    where region_id <> 'unknown'
    group by month_start, region_id

),

months_in_field as (

    select
        month_start,
        sum(unit_days) as unit_days
    from unit_days
    group by month_start

),

-- a known line spreads over its own units; what has none, over its region's, else over all
pooled as (

    select
        gathered.month_start,
        case
            when lines.is_own = 1 and lines_in_field.unit_days > 0 then 'line'
            when lines.is_own = 1 then 'unallocated'
            when lines.is_other = 1 then 'other_brand'
            when regions_in_field.unit_days > 0 then 'region'
            when months_in_field.unit_days > 0 then 'company'
            else 'unallocated'
        end as pool,
        gathered.product_line,
        gathered.region_id,
        gathered.amount
    from gathered
    left join lines on gathered.product_line = lines.product_line
    left join lines_in_field
        on
            gathered.month_start = lines_in_field.month_start
            and gathered.product_line = lines_in_field.product_line
    left join regions_in_field
        on
            gathered.month_start = regions_in_field.month_start
            and gathered.region_id = regions_in_field.region_id
    left join months_in_field on gathered.month_start = months_in_field.month_start

),

keyed as (

    select
        month_start,
        pool,
        case
            when pool = 'line' then product_line
            when pool = 'region' then region_id
            else 'all'
        end as pool_key,
        amount
    from pooled

),

final as (

    select
        month_start,
        pool,
        pool_key,
        cast(sum(amount) as decimal(28, 2)) as amount
    from keyed
    group by month_start, pool, pool_key

)

select * from final
