with

alarm_units as (

    select * from {{ ref('int_alarm_units') }}

),

alarm_claims as (

    select * from {{ ref('int_alarm_claims') }}

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
    inner join alarm_claims
        on
            alarm_units.product_id = alarm_claims.product_id
            and alarm_units.failure_mode = alarm_claims.failure_mode
            and alarm_units.rule_name = alarm_claims.rule_name
            and alarm_units.unit_id = alarm_claims.unit_id
            and alarm_units.first_alarm_on > alarm_claims.raised_on
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
