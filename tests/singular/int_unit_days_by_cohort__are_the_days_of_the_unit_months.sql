-- Fails when the days by which cost is spread differ from the days in the field of fct_unit_months.
-- Does not test how a month's days are divided between two years in service.
-- Mended by whoever owns models/intermediate/lifecycle.
{{ config(meta={'dagster': {'ref': {'name': 'int_unit_days_by_cohort'}}}) }}
with

unit_months as (

    select
        month_start,
        product_line,
        region_id,
        sum(days_in_field) as unit_days
    from {{ ref('fct_unit_months') }}
    group by month_start, product_line, region_id

),

unit_days as (

    select
        month_start,
        product_line,
        region_id,
        sum(unit_days) as unit_days
    from {{ ref('int_unit_days_by_cohort') }}
    group by month_start, product_line, region_id

)

select
    coalesce(unit_months.month_start, unit_days.month_start) as month_start,
    coalesce(unit_months.product_line, unit_days.product_line) as product_line,
    coalesce(unit_months.region_id, unit_days.region_id) as region_id,
    unit_months.unit_days as days_of_units,
    unit_days.unit_days as days_of_cohorts
from unit_months
full outer join unit_days
    on
        unit_months.month_start = unit_days.month_start
        and unit_months.product_line = unit_days.product_line
        and unit_months.region_id = unit_days.region_id
where coalesce(unit_months.unit_days, 0) <> coalesce(unit_days.unit_days, 0)
