with

quality_failure_costs as (

    select * from {{ ref('fct_quality_failure_costs') }}

),

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}
    where not is_duplicate

),

-- an issue is raised for a product everywhere: it has no region
gathered as (

    select
        'quality_failure_cost' as component,
        product_line,
        region_id,
        month_start,
        cast(amount as decimal(28, 10)) as amount
    from quality_failure_costs

    union all

    select
        'issues_submitted' as component,
        product_line,
        'unknown' as region_id,
        cast(date_trunc('month', submitted_on) as date) as month_start,
        cast(1 as decimal(28, 10)) as amount
    from quality_issues

    union all

    select
        'effective_feedback' as component,
        product_line,
        'unknown' as region_id,
        cast(date_trunc('month', submitted_on) as date) as month_start,
        cast(1 as decimal(28, 10)) as amount
    from quality_issues
    where is_effective_feedback

    union all

    select
        'loops_closed' as component,
        product_line,
        'unknown' as region_id,
        cast(date_trunc('month', fix_verified_on) as date) as month_start,
        cast(1 as decimal(28, 10)) as amount
    from quality_issues
    where is_loop_closed

    union all

    select
        'loop_days' as component,
        product_line,
        'unknown' as region_id,
        cast(date_trunc('month', fix_verified_on) as date) as month_start,
        cast(cycle_days as decimal(28, 10)) as amount
    from quality_issues
    where is_loop_closed

),

final as (

    select
        component,
        product_line,
        region_id,
        month_start,
        cast(sum(amount) as decimal(28, 10)) as amount
    from gathered
    group by component, product_line, region_id, month_start

)

select * from final
