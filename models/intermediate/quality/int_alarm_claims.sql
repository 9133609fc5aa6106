with

alarms as (

    select * from {{ ref('int_alarms_raised') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

-- the cluster looks at days of failure, the statistics at days of report
final as (

    select
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule_name,
        alarms.raised_on,
        alarms.day_no,
        alarms.window_start,
        alarms.window_end,
        claim_versions.unit_id,
        claim_versions.claim_id,
        claim_versions.claim_version,
        claim_versions.failed_on,
        claim_versions.known_from,
        claim_versions.ambient_temp_c,
        claim_versions.software_version
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

)

select * from final
