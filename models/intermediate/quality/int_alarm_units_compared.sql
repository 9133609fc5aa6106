with

alarm_units as (

    select * from {{ ref('int_alarm_units') }}

),

alarms as (

    select * from {{ ref('int_alarms_raised') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

-- every day of an earlier alarm, so that a unit that joined it after its first day is not new
held as (

    select
        alarm_units.product_id,
        alarm_units.failure_mode,
        alarm_units.rule_name,
        alarm_units.first_alarm_on,
        alarm_units.unit_id
    from alarm_units
    inner join alarms
        on
            alarm_units.product_id = alarms.product_id
            and alarm_units.failure_mode = alarms.failure_mode
            and alarm_units.rule_name = alarms.rule_name
            and alarm_units.first_alarm_on > alarms.raised_on
    inner join claim_versions
        on
            alarm_units.product_id = claim_versions.product_id
            and alarm_units.failure_mode = claim_versions.failure_mode
            and alarm_units.unit_id = claim_versions.unit_id
            and alarms.raised_on >= claim_versions.known_from
            and alarms.raised_on < claim_versions.known_until
            and alarms.window_start
            <= case
                when alarms.rule_name = 'cluster' then claim_versions.failed_on
                else claim_versions.reported_on
            end
            and alarms.window_end
            > case
                when alarms.rule_name = 'cluster' then claim_versions.failed_on
                else claim_versions.reported_on
            end
    group by
        alarm_units.product_id,
        alarm_units.failure_mode,
        alarm_units.rule_name,
        alarm_units.first_alarm_on,
        alarm_units.unit_id

),

final as (

    select
        alarm_units.product_id,
        alarm_units.failure_mode,
        alarm_units.rule_name,
        alarm_units.first_alarm_on,
        count(case when held.unit_id is null then 1 end) as new_units
    from alarm_units
    left join held
        on
            alarm_units.product_id = held.product_id
            and alarm_units.failure_mode = held.failure_mode
            and alarm_units.rule_name = held.rule_name
            and alarm_units.first_alarm_on = held.first_alarm_on
            and alarm_units.unit_id = held.unit_id
    group by
        alarm_units.product_id,
        alarm_units.failure_mode,
        alarm_units.rule_name,
        alarm_units.first_alarm_on

)

select * from final
