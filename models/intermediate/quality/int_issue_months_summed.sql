with

failures as (

    select * from {{ ref('int_failures_merged') }}

),

dated as (

    select
        issue_key,
        is_unknown,
        failed_month,
        cast(date_trunc('month', reported_on) as date) as reported_month,
        issue_id,
        claim_id,
        job_cost_amount
    from failures

),

final as (

    select
        issue_key,
        is_unknown,
        failed_month,
        reported_month,
        max(issue_id) as issue_id,
        count(distinct claim_id) as failure_events,
        sum(job_cost_amount) as cost_amount
    from dated
    group by issue_key, is_unknown, failed_month, reported_month

)

select * from final
