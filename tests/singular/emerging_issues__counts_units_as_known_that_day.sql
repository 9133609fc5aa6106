-- Fails with an alarm whose units are not those that staging's claims show as of its first day.
-- Does not test which windows are looked at, nor units that a later unit row gave another product.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'emerging_issues'}}}) }}
with

alarms as (

    select * from {{ ref('emerging_issues') }}
    where rule = 'cluster'

),

claims as (

    select * from {{ ref('stg_warranty__claims') }}

),

claim_types as (

    select * from {{ ref('claim_types') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

current_versions as (

    select
        alarms.alarm_id,
        claims.claim_id,
        max(claims.claim_version) as claim_version
    from alarms
    inner join claims on alarms.first_alarm_on >= claims.submitted_on
    group by alarms.alarm_id, claims.claim_id

),

recounted as (

    select
        alarms.alarm_id,
        count(distinct claims.unit_id) as distinct_units
    from alarms
    inner join current_versions on alarms.alarm_id = current_versions.alarm_id
    inner join claims
        on
            current_versions.claim_id = claims.claim_id
            and current_versions.claim_version = claims.claim_version
            and alarms.failure_mode = claims.failure_mode
    inner join claim_types
        on claims.claim_type = claim_types.claim_type and claim_types.is_failure
    left join units on claims.unit_id = units.unit_id
    where
        alarms.product_id = coalesce(nullif(units.product_id, 'unknown'), claims.product_id)
        and claims.failed_on >= alarms.window_start
        and claims.failed_on < alarms.window_end
        and (
            claims.status <> 'denied'
            or claims.decided_on is null
            or claims.decided_on > alarms.first_alarm_on
        )
    group by alarms.alarm_id

),

final as (

    select
        alarms.alarm_id,
        alarms.distinct_units,
        recounted.distinct_units as distinct_units_recounted
    from alarms
    left join recounted on alarms.alarm_id = recounted.alarm_id
    where
        recounted.distinct_units is null or alarms.distinct_units <> recounted.distinct_units

)

select * from final
