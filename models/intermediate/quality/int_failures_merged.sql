with

failures as (

    select * from {{ ref('int_failures_coded') }}

),

codes_matched as (

    select * from {{ ref('int_failure_codes_matched') }}

),

-- what nobody raised is one issue per line and mode, or part where there is no mode
final as (

    select
        failures.claim_id,
        failures.part_no,
        failures.product_id,
        failures.product_line,
        failures.failure_mode,
        failures.failed_on,
        failures.failed_month,
        failures.reported_on,
        failures.job_cost_amount,
        codes_matched.issue_id,
        coalesce(
            codes_matched.issue_id,
            failures.product_line || '/'
            || coalesce(nullif(failures.failure_mode, 'unknown'), failures.part_no)
        ) as issue_key,
        codes_matched.issue_id is null
        and failures.failure_mode = 'unknown'
        and failures.part_no = 'unknown' as is_unknown
    from failures
    left join codes_matched
        on
            failures.product_id = codes_matched.product_id
            and failures.failure_mode = codes_matched.failure_mode
            and failures.part_no = codes_matched.part_no

)

select * from final
