with

issue_windows as (

    select * from {{ ref('int_issue_windows_costed') }}
    where cost_amount > 0 and not is_unknown

),

ranked as (

    select
        month_start,
        issue_key,
        issue_id,
        failure_events,
        cost_amount,
        previous_amount,
        row_number() over (
            partition by month_start
            order by
                cost_amount desc nulls last, failure_events desc nulls last,
                issue_key asc nulls last
        ) as issue_rank
    from issue_windows

),

final as (

    select
        month_start,
        issue_key,
        issue_id,
        failure_events,
        cost_amount,
        previous_amount,
        cast(issue_rank as bigint) as issue_rank,
        cast(
            row_number() over (partition by issue_key order by month_start asc nulls last)
            as bigint
        ) as times_on_agenda
    from ranked
    where issue_rank <= 3

)

select * from final
