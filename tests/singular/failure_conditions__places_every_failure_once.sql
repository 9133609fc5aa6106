-- Fails with a part and group of conditions whose failures, observed and not, are not its failure
-- events, or whose days are not the measured days of the units that bear it.
-- Does not test which condition a day belongs to.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'failure_conditions'}}}) }}
with

failure_conditions as (

    select * from {{ ref('failure_conditions') }}
    where events is not null

),

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

usage_days as (

    select * from {{ ref('int_usage_days_spanned') }}

),

part_products as (

    select * from {{ ref('int_part_products_exposed') }}

),

shown as (

    select
        part_no,
        condition_group,
        sum(events) + max(unobserved_events) as events,
        sum(unit_days) as unit_days
    from failure_conditions
    group by part_no, condition_group

),

failed as (

    select
        part_no,
        count(*) as events
    from failure_events
    group by part_no

),

lived as (

    select
        part_products.part_no,
        sum(
            case
                when usage_days.min_temp_c is not null
                    then {{ days_between('usage_days.usage_on', 'usage_days.until_on') }}
            end
        ) as measured_days
    from part_products
    inner join usage_days on part_products.product_id = usage_days.product_id
    group by part_products.part_no

),

final as (

    select
        shown.part_no,
        shown.condition_group,
        shown.events,
        failed.events as events_expected,
        shown.unit_days,
        lived.measured_days as unit_days_expected
    from shown
    left join failed on shown.part_no = failed.part_no
    left join lived on shown.part_no = lived.part_no
    where
        shown.events <> coalesce(failed.events, 0)
        or (
            shown.condition_group = 'temperature'
            and shown.unit_days <> coalesce(lived.measured_days, 0)
        )

)

select * from final
