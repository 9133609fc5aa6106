with

agenda_issues as (

    select * from {{ ref('int_agenda_issues_ranked') }}

),

agenda_months as (

    select * from {{ ref('int_agenda_months_framed') }}

),

issues_profiled as (

    select * from {{ ref('int_issues_profiled') }}

),

issue_alarms as (

    select * from {{ ref('int_issue_alarms_found') }}

),

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

dated as (

    select
        agenda_issues.month_start,
        agenda_issues.issue_key,
        agenda_months.window_start,
        agenda_months.known_on,
        agenda_months.known_on = last_day(agenda_months.month_start) as is_over,
        quality_issues.issue_id,
        quality_issues.title,
        quality_issues.submitted_on,
        case
            when quality_issues.fix_released_on <= agenda_months.known_on
                then quality_issues.fix_released_on
        end as fix_released_on,
        case
            when quality_issues.fix_verified_on <= agenda_months.known_on
                then quality_issues.fix_verified_on
        end as fix_verified_on,
        issues_profiled.product_line,
        issues_profiled.failure_mode,
        issues_profiled.part_no,
        least(
            coalesce(quality_issues.first_failure_on, issues_profiled.first_failed_on),
            issues_profiled.first_failed_on
        ) as first_failure_on
    from agenda_issues
    inner join agenda_months on agenda_issues.month_start = agenda_months.month_start
    inner join issues_profiled
        on
            agenda_issues.month_start = issues_profiled.month_start
            and agenda_issues.issue_key = issues_profiled.issue_key
    left join quality_issues
        on
            agenda_issues.issue_id = quality_issues.issue_id
            and agenda_months.known_on >= quality_issues.submitted_on

),

final as (

    select
        agenda_issues.month_start,
        cast(agenda_issues.issue_rank as bigint) as {{ adapter.quote('rank') }},
        agenda_issues.issue_key,
        dated.issue_id,
        dated.title,
        dated.product_line,
        dated.failure_mode,
        dated.part_no,
        dated.window_start,
        dated.known_on,
        agenda_issues.failure_events,
        agenda_issues.cost_amount as avoidable_amount,
        agenda_issues.previous_amount as previous_avoidable_amount,
        case
            when dated.is_over
                then cast(
                    agenda_issues.cost_amount - agenda_issues.previous_amount as decimal(28, 2)
                )
        end as change_amount,
        case
            when not dated.is_over then null
            when agenda_issues.cost_amount > agenda_issues.previous_amount then 'rising'
            when agenda_issues.cost_amount < agenda_issues.previous_amount then 'falling'
            else 'steady'
        end as trend,
        issue_alarms.first_alarm_on is not null as is_emerging,
        issue_alarms.first_alarm_on,
        issue_alarms.alarm_rule,
        issue_alarms.alarm_probability,
        dated.first_failure_on,
        cast({{ days_between('dated.first_failure_on', 'dated.known_on') }} as bigint) as age_days,
        agenda_issues.times_on_agenda > 1 as is_recurring,
        cast(agenda_issues.times_on_agenda as bigint) as times_on_agenda,
        dated.submitted_on,
        dated.fix_released_on,
        dated.fix_verified_on,
        'assumed' as evidence_grade
    from agenda_issues
    inner join dated
        on
            agenda_issues.month_start = dated.month_start
            and agenda_issues.issue_key = dated.issue_key
    left join issue_alarms
        on
            agenda_issues.month_start = issue_alarms.month_start
            and agenda_issues.issue_key = issue_alarms.issue_key

)

select * from final
