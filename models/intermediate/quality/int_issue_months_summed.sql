with

failures as (

    select * from {{ ref('int_failures_merged') }}

),

final as (

    select
        issue_key,
        is_unknown,
        failed_month,
        max(issue_id) as issue_id,
        count(distinct claim_id) as failure_events,
        sum(job_cost_amount) as cost_amount
    from failures
    group by issue_key, is_unknown, failed_month

)

select * from final
