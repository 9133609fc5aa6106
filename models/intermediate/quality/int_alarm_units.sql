with

alarm_claims as (

    select * from {{ ref('int_alarm_claims') }}
    where day_no = 1

),

numbered as (

    select
        *,
        row_number() over (
            partition by product_id, failure_mode, rule_name, raised_on, unit_id
            order by
                failed_on asc nulls last, claim_id asc nulls last, claim_version asc nulls last
        ) as failure_no
    from alarm_claims

),

-- of a unit that failed twice, the first failure is its case
final as (

    select
        product_id,
        failure_mode,
        rule_name,
        raised_on as first_alarm_on,
        window_start,
        least({{ add_days('window_end', -1) }}, raised_on) as counted_on,
        unit_id,
        claim_id,
        claim_version,
        failed_on,
        known_from,
        ambient_temp_c,
        software_version
    from numbered
    where failure_no = 1

)

select * from final
