with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

-- a duplicate brings its own codes to the issue that it repeats
final as (

    select
        quality_issues.issue_id,
        quality_issues.original_issue_id,
        quality_issues.submitted_on,
        nullif(quality_issues.product_id, 'unknown') as product_id,
        quality_issues.failure_mode,
        case
            when quality_issues.failure_mode is null
                then coalesce(parts.final_part_no, quality_issues.part_no)
        end as part_no
    from quality_issues
    left join parts on quality_issues.part_no = parts.part_no
    where quality_issues.failure_mode is not null or quality_issues.part_no is not null

)

select * from final
