with

issues as (

    select * from {{ ref('int_loop_issues_scoped') }}

),

final as (

    select
        product_line,
        quarter_start,
        count(*) as issues_reported,
        count(case when is_duplicate then 1 end) as duplicates,
        count(case when not is_duplicate then 1 end) as issues_submitted,
        count(case when is_effective_feedback then 1 end) as effective_feedback
    from issues
    group by product_line, quarter_start

)

select * from final
