with

failed_parts as (

    select * from {{ ref('int_failed_parts_counted') }}

),

exposures as (

    select * from {{ ref('int_failed_parts_exposed') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

benchmarks as (

    select * from {{ ref('int_failure_benchmarks_chosen') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'benchmark_failure_multiple'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

rated as (

    select
        failed_parts.product_line,
        failed_parts.window_name,
        failed_parts.part_no,
        failed_parts.part_no = 'unknown' as is_unknown,
        coalesce(parts.part_name, 'unknown') as part_name,
        parts.category,
        failed_parts.failure_events,
        failed_parts.unposted_failure_events,
        exposures.unit_months,
        exposures.units_in_field,
        1000 * cast(failed_parts.failure_events as double)
        / nullif(exposures.unit_months, 0) as rate,
        1000 * failed_parts.events_lower_95 / nullif(exposures.unit_months, 0) as lower_95,
        1000 * failed_parts.events_upper_95 / nullif(exposures.unit_months, 0) as upper_95,
        failed_parts.replacement_cost_amount,
        failed_parts.job_cost_amount,
        benchmarks.benchmark_rate,
        1000 * cast(failed_parts.failure_events as double)
        / nullif(exposures.unit_months * benchmarks.benchmark_rate, 0) as benchmark_ratio,
        failed_parts.failure_events < 5 or exposures.units_in_field < 30 as has_low_n,
        failed_parts.part_no <> 'unknown'
        and failed_parts.failure_events >= 5
        and coalesce(exposures.units_in_field >= 30, false)
        and coalesce(exposures.unit_months > 0, false) as is_rate_ranked
    from failed_parts
    inner join exposures
        on
            failed_parts.product_line = exposures.product_line
            and failed_parts.window_name = exposures.window_name
            and failed_parts.part_no = exposures.part_no
    left join parts on failed_parts.part_no = parts.part_no
    left join benchmarks
        on
            parts.category = benchmarks.part_category
            and failed_parts.product_line = benchmarks.product_line

),

ranked as (

    select
        product_line,
        window_name,
        part_no,
        row_number() over (
            partition by product_line, window_name, is_unknown
            order by
                failure_events desc nulls last, job_cost_amount desc nulls last,
                part_no asc nulls last
        ) as rank_by_count,
        row_number() over (
            partition by product_line, window_name, is_rate_ranked
            order by
                rate desc nulls last, job_cost_amount desc nulls last, part_no asc nulls last
        ) as rank_by_rate,
        row_number() over (
            partition by product_line, window_name, is_unknown
            order by job_cost_amount desc nulls last, part_no asc nulls last
        ) as rank_by_cost
    from rated

),

final as (

    select
        rated.product_line,
        rated.window_name as {{ adapter.quote('window') }},
        rated.part_no,
        rated.part_name,
        rated.category as part_category,
        rated.failure_events,
        rated.unposted_failure_events,
        rated.unit_months,
        rated.units_in_field,
        cast(rated.rate as double) as failures_per_1000_unit_months,
        cast(rated.lower_95 as double) as lower_95,
        cast(rated.upper_95 as double) as upper_95,
        rated.replacement_cost_amount,
        rated.job_cost_amount,
        case
            when not rated.is_unknown then cast(ranked.rank_by_count as bigint)
        end as rank_by_count,
        case when rated.is_rate_ranked then cast(ranked.rank_by_rate as bigint) end as rank_by_rate,
        case
            when not rated.is_unknown then cast(ranked.rank_by_cost as bigint)
        end as rank_by_cost,
        rated.benchmark_rate,
        cast(rated.benchmark_ratio as double) as benchmark_ratio,
        round(rated.benchmark_ratio, 9) >= assumptions.value
        and rated.lower_95 > rated.benchmark_rate as exceeds_3x_benchmark,
        rated.has_low_n,
        settings.as_of_date
    from rated
    cross join settings
    inner join ranked
        on
            rated.product_line = ranked.product_line
            and rated.window_name = ranked.window_name
            and rated.part_no = ranked.part_no
    left join assumptions
        on
            settings.as_of_date >= assumptions.valid_from
            and settings.as_of_date < assumptions.valid_to
    where
        rated.is_unknown
        or ranked.rank_by_count <= 10
        or ranked.rank_by_cost <= 10
        or (rated.is_rate_ranked and ranked.rank_by_rate <= 10)

)

select * from final
