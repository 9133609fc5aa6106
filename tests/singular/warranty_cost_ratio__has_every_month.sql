-- Fails with a line whose months have a gap or do not reach the month of the as-of date.
-- Does not test the first month.
-- Mended by the owner of `models/marts/warranty`.
{{ config(meta={'dagster': {'ref': {'name': 'warranty_cost_ratio'}}}) }}
with

warranty_cost_ratio as (

    select * from {{ ref('warranty_cost_ratio') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

spanned as (

    select
        product_line,
        min(month_start) as first_month,
        max(month_start) as last_month,
        count(*) as months
    from warranty_cost_ratio
    group by product_line

),

final as (

    select
        spanned.product_line,
        spanned.first_month,
        spanned.last_month,
        spanned.months
    from spanned
    cross join settings
    where
        spanned.last_month <> cast(date_trunc('month', settings.as_of_date) as date)
        or spanned.months <> 1 + {{ months_between('spanned.first_month', 'spanned.last_month') }}

)

select * from final
