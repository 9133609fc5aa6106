with

months as (

    select * from {{ ref('int_agenda_months_framed') }}

),

issue_months as (

    select * from {{ ref('int_issue_months_summed') }}

),

-- months of the window count now, those of the window before it for the trend; what was
-- submitted after the month of the review was known to neither
final as (

    select
        months.month_start,
        issue_months.issue_key,
        issue_months.issue_id,
        issue_months.is_unknown,
        issue_months.failed_month >= months.window_start as is_current,
        issue_months.failed_month,
        issue_months.reported_month,
        issue_months.failure_events,
        issue_months.cost_amount
    from months
    inner join issue_months
        on
            months.previous_start <= issue_months.failed_month
            and months.month_start >= issue_months.failed_month
            and months.month_start >= issue_months.reported_month

)

select * from final
