with

alarms as (

    select * from {{ ref('int_alarms_raised') }}
    where day_no = 1

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

-- the cluster looks at days of failure, the statistics at days of report
matched as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.raised_on as first_alarm_on,
        alarms.window_start,
        least({{ add_days('alarms.window_end', -1) }}, alarms.raised_on) as counted_on,
        claim_versions.unit_id,
        claim_versions.claim_id,
        claim_versions.claim_version,
        claim_versions.failed_on,
        claim_versions.known_from,
        claim_versions.ambient_temp_c,
        claim_versions.software_version,
        row_number() over (
            partition by
                alarms.product_id, alarms.failure_mode, alarms.rule_name, alarms.raised_on,
                claim_versions.unit_id
            order by
                claim_versions.failed_on asc nulls last,
                claim_versions.claim_id asc nulls last,
                claim_versions.claim_version asc nulls last
        ) as failure_no
    from alarms
    inner join claim_versions
        on
            alarms.product_id = claim_versions.product_id
            and alarms.failure_mode = claim_versions.failure_mode
            and alarms.raised_on >= claim_versions.known_from
            and alarms.raised_on < claim_versions.known_until
    where
        alarms.window_start
        <= case
            when alarms.rule_name = 'cluster' then claim_versions.failed_on
            else claim_versions.reported_on
        end
        and case
            when alarms.rule_name = 'cluster' then claim_versions.failed_on
            else claim_versions.reported_on
        end
        < alarms.window_end

),

-- of a unit that failed twice, the first failure is its case
final as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        window_start,
        counted_on,
        unit_id,
        claim_id,
        claim_version,
        failed_on,
        known_from,
        ambient_temp_c,
        software_version
    from matched
    where failure_no = 1

)

select * from final
