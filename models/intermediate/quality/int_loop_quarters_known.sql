with

quarters as (

    select * from {{ ref('int_loop_quarters_framed') }}

),

issue_quarters as (

    select * from {{ ref('int_issue_quarters_counted') }}

),

reports as (

    select * from {{ ref('int_failure_reports_counted') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

known as (

    select
        has_quality__issues as has_issues,
        has_warranty__claims as has_reports,
        has_warranty__claims and has_warranty__claim_lines as has_parts,
        has_warranty__claims and has_warranty__units as has_units,
        has_warranty__claims and has_quality__issues as has_links
    from tables_delivered

),

final as (

    select
        quarters.product_line,
        quarters.quarter_start,
        known.has_issues,
        case when known.has_issues then coalesce(issue_quarters.issues_reported, 0) end
            as issues_reported,
        case when known.has_issues then coalesce(issue_quarters.duplicates, 0) end as duplicates,
        case when known.has_issues then coalesce(issue_quarters.issues_submitted, 0) end
            as issues_submitted,
        case when known.has_issues then coalesce(issue_quarters.effective_feedback, 0) end
            as effective_feedback,
        case when known.has_reports then coalesce(reports.reports, 0) end as failure_reports,
        case when known.has_parts then coalesce(reports.reports_with_part, 0) end
            as reports_with_part,
        case when known.has_reports then coalesce(reports.reports_with_failure_mode, 0) end
            as reports_with_failure_mode,
        case when known.has_reports then coalesce(reports.reports_with_condition, 0) end
            as reports_with_condition,
        case when known.has_units then coalesce(reports.reports_with_unit, 0) end
            as reports_with_unit,
        case
            when known.has_parts and known.has_units then coalesce(reports.complete_reports, 0)
        end as complete_reports,
        case when known.has_links then coalesce(reports.reports_feeding_issue, 0) end
            as reports_feeding_issue
    from quarters
    cross join known
    left join issue_quarters
        on
            quarters.product_line = issue_quarters.product_line
            and quarters.quarter_start = issue_quarters.quarter_start
    left join reports
        on
            quarters.product_line = reports.product_line
            and quarters.quarter_start = reports.quarter_start

)

select * from final
