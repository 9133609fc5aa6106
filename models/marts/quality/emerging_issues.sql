with

alarms as (

    select * from {{ ref('int_alarms_raised') }}
    where day_no = 1

),

alarm_units as (

    select * from {{ ref('int_alarm_units') }}

),

scans as (

    select * from {{ ref('int_alarm_scans') }}

),

units_compared as (

    select * from {{ ref('int_alarm_units_compared') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

latest as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        claim_id,
        claim_version,
        row_number() over (
            partition by product_id, failure_mode, rule_name, first_alarm_on
            order by known_from desc nulls last, claim_id asc nulls last
        ) as claim_no
    from alarm_units

),

listed as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        {{ string_agg('unit_id', ', ', 'unit_id') }} as unit_ids
    from alarm_units
    group by product_id, failure_mode, rule_name, first_alarm_on

),

final as (

    select
        alarms.product_id || '/' || alarms.failure_mode || '/' || alarms.rule_name || '/'
        || cast(alarms.raised_on as string) as alarm_id,
        alarms.product_id,
        products.product_line,
        alarms.failure_mode,
        alarms.rule_name as {{ adapter.quote('rule') }},
        alarms.half as raised_by,
        alarms.raised_on as first_alarm_on,
        alarms.last_raised_on as last_alarm_on,
        alarms.window_start,
        alarms.window_end,
        alarms.distinct_units,
        units_compared.new_units,
        alarms.expected_events,
        alarms.probability,
        alarms.cusum,
        scans.scan_units,
        scans.scan_days,
        scans.scan_probability,
        listed.unit_ids,
        latest.claim_id as latest_claim_id,
        latest.claim_version as latest_claim_version,
        case when alarms.rule_name = 'cluster' then 'measured' else 'modelled' end
            as evidence_grade
    from alarms
    inner join products on alarms.product_id = products.product_id
    inner join listed
        on
            alarms.product_id = listed.product_id
            and alarms.failure_mode = listed.failure_mode
            and alarms.rule_name = listed.rule_name
            and alarms.raised_on = listed.first_alarm_on
    inner join latest
        on
            alarms.product_id = latest.product_id
            and alarms.failure_mode = latest.failure_mode
            and alarms.rule_name = latest.rule_name
            and alarms.raised_on = latest.first_alarm_on
            and latest.claim_no = 1
    inner join units_compared
        on
            alarms.product_id = units_compared.product_id
            and alarms.failure_mode = units_compared.failure_mode
            and alarms.rule_name = units_compared.rule_name
            and alarms.raised_on = units_compared.first_alarm_on
    left join scans
        on
            alarms.rule_name = 'cluster'
            and alarms.product_id = scans.product_id
            and alarms.failure_mode = scans.failure_mode
            and alarms.raised_on = scans.first_alarm_on

)

select * from final
