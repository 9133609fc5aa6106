with

steps_ended as (

    select * from {{ ref('int_loop_steps_ended') }}

),

scoped as (

    select
        product_line,
        quarter_start,
        step,
        elapsed_days
    from steps_ended

    union all

    select
        'all' as product_line,
        quarter_start,
        step,
        elapsed_days
    from steps_ended

),

split as (

    select
        product_line,
        quarter_start,
        step,
        case when step = 'submit' then elapsed_days end as days_to_submit,
        case when step = 'accept' then elapsed_days end as days_to_accept,
        case when step = 'fix' then elapsed_days end as days_to_fix,
        case when step = 'submitted_to_fix' then elapsed_days end as days_submitted_to_fix,
        case when step = 'verify' then elapsed_days end as days_to_verify,
        case when step = 'cycle' then elapsed_days end as cycle_days
    from scoped

),

final as (

    select
        product_line,
        quarter_start,
        count(case when step = 'accept' then 1 end) as issues_accepted,
        count(case when step = 'fix' then 1 end) as fixes_released,
        count(case when step = 'cycle' then 1 end) as loops_closed,
        percentile_cont(0.5) within group (order by days_to_submit) as median_days_to_submit,
        percentile_cont(0.5) within group (order by days_to_accept) as median_days_to_accept,
        percentile_cont(0.5) within group (order by days_to_fix) as median_days_to_fix,
        percentile_cont(0.5) within group (order by days_to_verify) as median_days_to_verify,
        percentile_cont(0.5) within group (order by cycle_days) as median_cycle_days,
        percentile_cont(0.9) within group (order by days_to_submit) as p90_days_to_submit,
        percentile_cont(0.5) within group (order by days_submitted_to_fix)
            as median_days_submitted_to_fix,
        percentile_cont(0.9) within group (order by days_submitted_to_fix)
            as p90_days_submitted_to_fix,
        percentile_cont(0.9) within group (order by cycle_days) as p90_cycle_days
    from split
    group by product_line, quarter_start

)

select * from final
