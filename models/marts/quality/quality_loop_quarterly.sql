with

quarters as (

    select * from {{ ref('int_loop_quarters_known') }}

),

steps as (

    select * from {{ ref('int_loop_steps_counted') }}

),

-- Wilson's interval at 1.96 standard errors: its centre and half its width
shared as (

    select
        product_line,
        quarter_start,
        cast(effective_feedback as double) / nullif(issues_submitted, 0)
            as effective_feedback_share,
        (cast(effective_feedback as double) + 1.920729410347062)
        / (cast(issues_submitted as double) + 3.841458820694124) as wilson_centre,
        1.959963984540054 * sqrt(
            cast(effective_feedback as double) * (issues_submitted - effective_feedback)
            / nullif(issues_submitted, 0) + 0.960364705173531
        ) / (cast(issues_submitted as double) + 3.841458820694124) as wilson_width
    from quarters

),

final as (

    select
        quarters.product_line,
        quarters.quarter_start,
        quarters.issues_reported,
        quarters.duplicates,
        quarters.issues_submitted,
        case when quarters.has_issues then coalesce(steps.issues_accepted, 0) end
            as issues_accepted,
        case when quarters.has_issues then coalesce(steps.fixes_released, 0) end
            as fixes_released,
        case when quarters.has_issues then coalesce(steps.loops_closed, 0) end as loops_closed,
        quarters.effective_feedback,
        shared.effective_feedback_share,
        case
            when shared.effective_feedback_share is not null
                then greatest(shared.wilson_centre - shared.wilson_width, 0)
        end as lower_95,
        case
            when shared.effective_feedback_share is not null
                then least(shared.wilson_centre + shared.wilson_width, 1)
        end as upper_95,
        quarters.effective_feedback < 5 or quarters.issues_submitted < 30 as has_low_n,
        steps.median_days_to_submit,
        steps.median_days_to_accept,
        steps.median_days_to_fix,
        steps.median_days_to_verify,
        steps.median_cycle_days,
        steps.median_days_submitted_to_fix,
        steps.p90_days_to_submit,
        steps.p90_days_submitted_to_fix,
        steps.p90_cycle_days,
        quarters.failure_reports,
        quarters.reports_with_part,
        quarters.reports_with_failure_mode,
        quarters.reports_with_condition,
        quarters.reports_with_unit,
        quarters.complete_reports,
        cast(quarters.complete_reports as double) / nullif(quarters.failure_reports, 0)
            as complete_report_share,
        quarters.reports_feeding_issue,
        cast(quarters.reports_feeding_issue as double) / nullif(quarters.failure_reports, 0)
            as feeding_report_share
    from quarters
    inner join shared
        on
            quarters.product_line = shared.product_line
            and quarters.quarter_start = shared.quarter_start
    left join steps
        on
            quarters.product_line = steps.product_line
            and quarters.quarter_start = steps.quarter_start

)

select * from final
