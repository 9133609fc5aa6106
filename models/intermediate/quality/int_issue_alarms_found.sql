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

final as (

    select
        months.month_start,
        coded.issue_key,
        min(emerging_issues.first_alarm_on) as first_alarm_on
    from emerging_issues
    inner join coded
        on
            emerging_issues.product_id = coded.product_id
            and emerging_issues.failure_mode = coded.failure_mode
    inner join months
        on
            emerging_issues.first_alarm_on >= months.window_start
            and emerging_issues.first_alarm_on <= months.known_on
    group by months.month_start, coded.issue_key

)

select * from final
