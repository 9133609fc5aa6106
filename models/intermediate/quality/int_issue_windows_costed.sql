with

months as (

    select * from {{ ref('int_agenda_months_framed') }}

),

issue_months as (

    select * from {{ ref('int_issue_months_summed') }}

),

-- months of the window count now, those of the window before it for the trend
final as (

    select
        months.month_start,
        issue_months.issue_key,
        max(issue_months.issue_id) as issue_id,
        issue_months.is_unknown,
        cast(
            sum(
                case
                    when issue_months.failed_month >= months.window_start
                        then issue_months.failure_events
                    else 0
                end
            ) as bigint
        ) as failure_events,
        cast(
            sum(
                case
                    when issue_months.failed_month >= months.window_start
                        then issue_months.cost_amount
                    else 0
                end
            ) as decimal(28, 2)
        ) as cost_amount,
        cast(
            sum(
                case
                    when issue_months.failed_month < months.window_start
                        then issue_months.cost_amount
                    else 0
                end
            ) as decimal(28, 2)
        ) as previous_amount
    from months
    inner join issue_months
        on
            issue_months.failed_month >= months.previous_start
            and issue_months.failed_month <= months.month_start
    group by months.month_start, issue_months.issue_key, issue_months.is_unknown

)

select * from final
