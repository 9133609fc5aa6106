with

issue_windows as (

    select * from {{ ref('int_issue_windows_placed') }}

),

summed as (

    select
        month_start,
        issue_key,
        is_unknown,
        max(issue_id) as issue_id,
        sum(case when is_current then failure_events else 0 end) as failure_events,
        sum(case when is_current then cost_amount else 0 end) as cost_amount,
        sum(case when not is_current then cost_amount else 0 end) as previous_amount
    from issue_windows
    group by month_start, issue_key, is_unknown

),

final as (

    select
        month_start,
        issue_key,
        issue_id,
        is_unknown,
        cast(failure_events as bigint) as failure_events,
        cast(cost_amount as decimal(28, 2)) as cost_amount,
        cast(previous_amount as decimal(28, 2)) as previous_amount
    from summed

)

select * from final
