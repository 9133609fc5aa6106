-- Fails when the entries of the reconciliation do not add up to the service ledger.
-- Does not test the general ledger's side, which the company delivers as totals.
-- Mended by whoever owns models/marts/lifecycle.
{{ config(meta={'dagster': {'ref': {'name': 'cost_reconciliation'}}}) }}
with

reconciled as (

    select coalesce(sum(entries_amount), 0) as amount from {{ ref('cost_reconciliation') }}

),

service_costs as (

    select coalesce(sum(amount), 0) as amount from {{ ref('fct_service_costs') }}

)

select
    reconciled.amount as reconciled_amount,
    service_costs.amount as service_amount
from reconciled
cross join service_costs
where reconciled.amount <> service_costs.amount
