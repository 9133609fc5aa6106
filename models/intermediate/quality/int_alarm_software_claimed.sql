with

cases as (

    select * from {{ ref('int_alarm_units') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}
    where not has_telemetry__software_installs

),

-- what other units run is not known, so there is nothing to compare with
final as (

    select
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        'software_version' as attribute_name,
        cases.software_version as attribute_value,
        count(*) as cases_with,
        cast(
            sum(count(*)) over (
                partition by
                    cases.product_id, cases.failure_mode, cases.rule_name, cases.first_alarm_on
            ) as bigint
        ) as cases
    from cases
    cross join tables_delivered
    where cases.software_version is not null
    group by
        cases.product_id,
        cases.failure_mode,
        cases.rule_name,
        cases.first_alarm_on,
        cases.software_version

)

select * from final
