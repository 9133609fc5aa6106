-- Fails with a product and mode that core's claims show in a cluster and that raised no alarm.
-- Does not test the day of an alarm, nor clusters that a denial dissolved before they were whole.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'emerging_issues'}}}) }}
with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where
        is_failure and status <> 'denied' and unit_id is not null and failure_mode is not null

),

products as (

    select * from {{ ref('dim_products') }}
    where is_own_brand

),

alarms as (

    select * from {{ ref('emerging_issues') }}
    where rule = 'cluster'

),

limits as (

    select
        max(case when assumption = 'cluster_units' then value end) as cluster_units,
        min(case when assumption = 'cluster_days' then value end) as cluster_days
    from {{ ref('int_assumptions_ranged') }}

),

counted as (

    select
        claims.product_id,
        claims.failure_mode,
        claims.claim_id,
        count(distinct peers.unit_id) as distinct_units
    from claims
    cross join limits
    inner join products on claims.product_id = products.product_id
    inner join claims as peers
        on
            claims.product_id = peers.product_id
            and claims.failure_mode = peers.failure_mode
            and claims.failed_on <= peers.failed_on
            and peers.failed_on < {{ add_days('claims.failed_on', 'limits.cluster_days') }}
    group by claims.product_id, claims.failure_mode, claims.claim_id
    having count(distinct peers.unit_id) >= min(limits.cluster_units)

),

final as (

    select
        counted.product_id,
        counted.failure_mode,
        max(counted.distinct_units) as distinct_units
    from counted
    left join alarms
        on
            counted.product_id = alarms.product_id
            and counted.failure_mode = alarms.failure_mode
    where alarms.alarm_id is null
    group by counted.product_id, counted.failure_mode

)

select * from final
