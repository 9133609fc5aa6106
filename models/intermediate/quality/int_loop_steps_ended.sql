with

quality_loop as (

    select * from {{ ref('quality_loop') }}
    where not is_duplicate

),

-- a step belongs to the time in which it ended, so that issues still open leave none out
gathered as (

    select
        issue_id,
        product_line,
        'submit' as step,
        submitted_on as ended_on,
        days_to_submit as elapsed_days
    from quality_loop

    union all

    select
        issue_id,
        product_line,
        'accept' as step,
        accepted_on as ended_on,
        days_to_accept as elapsed_days
    from quality_loop

    union all

    select
        issue_id,
        product_line,
        'fix' as step,
        fix_released_on as ended_on,
        days_to_fix as elapsed_days
    from quality_loop

    union all

    select
        issue_id,
        product_line,
        'submitted_to_fix' as step,
        fix_released_on as ended_on,
        days_submitted_to_fix as elapsed_days
    from quality_loop

    union all

    select
        issue_id,
        product_line,
        'verify' as step,
        fix_verified_on as ended_on,
        days_to_verify as elapsed_days
    from quality_loop

    union all

    select
        issue_id,
        product_line,
        'cycle' as step,
        fix_verified_on as ended_on,
        cycle_days as elapsed_days
    from quality_loop
    where is_loop_closed

),

final as (

    select
        issue_id,
        product_line,
        step,
        cast(date_trunc('quarter', ended_on) as date) as quarter_start,
        ended_on,
        elapsed_days
    from gathered
    where ended_on is not null

)

select * from final
