with

operation_jobs as (

    select * from {{ ref('int_operation_jobs_timed') }}

),

operation_parts as (

    select * from {{ ref('int_operation_parts_chosen') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'redesign_hours'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- hours as doubles, for the engines interpolate decimals differently
timed as (

    select
        model,
        labor_operation,
        count(*) as jobs,
        count(hours) as timed_jobs,
        percentile_cont(0.5) within group (order by cast(hours as double)) as median_hours,
        percentile_cont(0.9) within group (order by cast(hours as double)) as p90_hours,
        sum(compared_hours) as compared_hours,
        sum(standard_hours) as standard_hours,
        count(case when is_yearly then job_id end) as yearly_jobs,
        sum(yearly_hours) as yearly_hours,
        sum(yearly_amount) as yearly_amount
    from operation_jobs
    group by model, labor_operation

),

final as (

    select
        timed.model,
        timed.labor_operation,
        timed.jobs,
        timed.timed_jobs,
        cast(timed.median_hours as double) as median_hours,
        cast(timed.p90_hours as double) as p90_hours,
        cast(timed.compared_hours as decimal(28, 2)) as hours_to_standard_numerator,
        cast(timed.standard_hours as decimal(28, 2)) as hours_to_standard_denominator,
        cast(
            cast(timed.compared_hours as double) / nullif(cast(timed.standard_hours as double), 0)
            as double
        ) as hours_to_standard,
        timed.yearly_jobs,
        cast(coalesce(timed.yearly_hours, 0) as decimal(28, 2)) as yearly_hours,
        cast(coalesce(timed.yearly_amount, 0) as decimal(28, 2)) as yearly_amount,
        operation_parts.part_no as causal_part_no,
        cast(parts.fastener_count as bigint) as fastener_count,
        case
            when timed.labor_operation <> 'unknown'
                then round(timed.median_hours, 9) >= assumptions.value
        end as needs_redesign,
        timed.timed_jobs < 5 as has_low_n,
        settings.as_of_date
    from timed
    cross join settings
    left join operation_parts
        on
            timed.model = operation_parts.model
            and timed.labor_operation = operation_parts.labor_operation
    left join parts on operation_parts.part_no = parts.part_no
    left join assumptions
        on
            settings.as_of_date >= assumptions.valid_from
            and settings.as_of_date < assumptions.valid_to

)

select * from final
