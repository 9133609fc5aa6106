-- Fails when the eligible amounts are not the cost of all posted claims of the own brand, or what
-- was asked and received is not that of all recoveries by the as-of date.
-- Does not test whose part it was; the golden cases do.
-- Mended by the owner of `models/marts/warranty`.
{{ config(meta={'dagster': {'ref': {'name': 'supplier_recovery_rates'}}}) }}
with

supplier_recovery_rates as (

    select * from {{ ref('supplier_recovery_rates') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted and not is_other_brand

),

supplier_recoveries as (

    select * from {{ ref('fct_supplier_recoveries') }}

),

in_mart as (

    select
        coalesce(sum(eligible_amount), 0) as eligible_amount,
        coalesce(sum(requested_amount), 0) as requested_amount,
        coalesce(sum(recovered_amount), 0) as recovered_amount
    from supplier_recovery_rates

),

claimed as (

    select coalesce(sum(cost_amount), 0) as eligible_amount
    from claims

),

asked as (

    select
        coalesce(sum(requested_amount), 0) as requested_amount,
        coalesce(sum(received_amount), 0) as recovered_amount
    from supplier_recoveries

)

select
    in_mart.eligible_amount,
    claimed.eligible_amount as claimed_amount,
    in_mart.requested_amount,
    asked.requested_amount as asked_amount,
    in_mart.recovered_amount,
    asked.recovered_amount as received_amount
from in_mart
cross join claimed
cross join asked
where
    in_mart.eligible_amount <> claimed.eligible_amount
    or in_mart.requested_amount <> asked.requested_amount
    or in_mart.recovered_amount <> asked.recovered_amount
