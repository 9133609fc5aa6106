with

failures as (

    select * from {{ ref('int_failures_merged') }}

),

emerging_issues as (

    select * from {{ ref('emerging_issues') }}

),

months as (

    select * from {{ ref('int_agenda_months_framed') }}

),

coded as (

    select
        issue_key,
        product_id,
        failure_mode
    from failures
    where not is_unknown
    group by issue_key, product_id, failure_mode

),

-- the least probable one speaks for the issue
placed as (

    select
        months.month_start,
        coded.issue_key,
        emerging_issues.{{ adapter.quote('rule') }} as alarm_rule,
        emerging_issues.probability as alarm_probability,
        min(emerging_issues.first_alarm_on) over (
            partition by months.month_start, coded.issue_key
        ) as first_alarm_on,
        row_number() over (
            partition by months.month_start, coded.issue_key
            order by
                emerging_issues.probability asc nulls last,
                emerging_issues.first_alarm_on asc nulls last,
                emerging_issues.alarm_id asc nulls last
        ) as alarm_rank
    from emerging_issues
    inner join coded
        on
            emerging_issues.product_id = coded.product_id
            and emerging_issues.failure_mode = coded.failure_mode
    inner join months
        on
            emerging_issues.first_alarm_on >= months.window_start
            and emerging_issues.first_alarm_on <= months.known_on

),

final as (

    select
        month_start,
        issue_key,
        first_alarm_on,
        alarm_rule,
        alarm_probability
    from placed
    where alarm_rank = 1

)

select * from final
