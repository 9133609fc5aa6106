with

failures as (

    select * from {{ ref('int_failures_merged') }}

),

agenda_issues as (

    select * from {{ ref('int_agenda_issues_ranked') }}

),

months as (

    select * from {{ ref('int_agenda_months_framed') }}

),

known as (

    select
        agenda_issues.month_start,
        agenda_issues.issue_key,
        failures.failed_on,
        failures.product_line,
        failures.failure_mode,
        failures.part_no
    from agenda_issues
    inner join months on agenda_issues.month_start = months.month_start
    inner join failures
        on
            agenda_issues.issue_key = failures.issue_key
            and months.known_on >= failures.failed_on
            and months.known_on >= failures.reported_on
    where not failures.is_unknown

),

-- an issue that spans several lines, modes or parts bears the name of none
final as (

    select
        month_start,
        issue_key,
        min(failed_on) as first_failed_on,
        case when min(product_line) = max(product_line) then min(product_line) end as product_line,
        case
            when min(failure_mode) = max(failure_mode) then nullif(min(failure_mode), 'unknown')
        end as failure_mode,
        case when min(part_no) = max(part_no) then nullif(min(part_no), 'unknown') end as part_no
    from known
    group by month_start, issue_key

)

select * from final
