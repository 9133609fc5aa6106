with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

final as (

    select
        issue_id,
        original_issue_id,
        is_duplicate,
        title,
        product_id,
        product_line,
        part_no,
        failure_mode,
        source,
        first_failure_on,
        submitted_on,
        accepted_on,
        fix_released_on,
        fix_verified_on,
        case
            when is_duplicate then 'duplicate'
            when is_loop_closed then 'closed'
            when is_repeated_after_fix then 'repeated'
            when fix_released_on is not null then 'fixed'
            when accepted_on is not null then 'accepted'
            else 'submitted'
        end as loop_stage,
        {{ days_elapsed('first_failure_on', 'submitted_on') }} as days_to_submit,
        {{ days_elapsed('submitted_on', 'accepted_on') }} as days_to_accept,
        {{ days_elapsed('accepted_on', 'fix_released_on') }} as days_to_fix,
        {{ days_elapsed('fix_released_on', 'fix_verified_on') }} as days_to_verify,
        {{ days_elapsed('submitted_on', 'fix_released_on') }} as days_submitted_to_fix,
        cycle_days,
        is_effective_feedback,
        is_repeated_after_fix,
        is_loop_closed
    from quality_issues

)

select * from final
