with

usage_cases as (

    select * from {{ ref('int_usage_cases_identified') }}

),

fielded as (

    select * from {{ ref('int_lines_fielded') }}

),

figures_delivered as (

    select * from {{ ref('int_usage_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

counted as (

    select
        product_line,
        scenario,
        min(seen_on) as first_seen_on,
        max(seen_on) as last_seen_on,
        count(distinct case_id) as cases,
        count(distinct case when source_name = 'telemetry' then case_id end) as telemetry_cases,
        count(distinct case when source_name = 'work_order' then case_id end) as work_order_cases,
        count(distinct case when source_name = 'claim' then case_id end) as claim_cases,
        count(distinct unit_id) as units
    from usage_cases
    group by product_line, scenario

),

rated as (

    select
        counted.product_line,
        counted.scenario,
        counted.first_seen_on,
        counted.last_seen_on,
        counted.cases,
        case when figures_delivered.has_usage then counted.telemetry_cases end
            as telemetry_cases,
        case when figures_delivered.has_work_orders then counted.work_order_cases end
            as work_order_cases,
        counted.claim_cases,
        counted.units,
        case when figures_delivered.has_units then coalesce(fielded.units_in_field, 0) end
            as units_in_field
    from counted
    cross join figures_delivered
    left join fielded on counted.product_line = fielded.product_line

),

final as (

    select
        rated.product_line,
        rated.scenario,
        rated.first_seen_on,
        rated.last_seen_on,
        rated.cases,
        rated.telemetry_cases,
        rated.work_order_cases,
        rated.claim_cases,
        rated.units,
        rated.units_in_field,
        cast(
            1000 * cast(rated.cases as double) / nullif(rated.units_in_field, 0) as double
        ) as cases_per_1000_units,
        cast(
            1000 * cast(rated.units as double) / nullif(rated.units_in_field, 0) as double
        ) as units_per_1000_units,
        rated.cases < 5 or rated.units_in_field < 30 as has_low_n,
        case
            when rated.work_order_cases = rated.cases then 'measured' else 'assumed'
        end as evidence_grade,
        settings.as_of_date
    from rated
    cross join settings

)

select * from final
