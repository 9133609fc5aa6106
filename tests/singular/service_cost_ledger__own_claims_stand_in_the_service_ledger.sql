-- Fails when own claims are shown in a month in which the service ledger has no row to hold them.
-- Does not test whether the ledger's wages and parts really cover the claims.
-- Mended by whoever owns models/marts/lifecycle.
with

service_cost_ledger as (

    select * from {{ ref('service_cost_ledger') }}

),

booked as (

    select
        month_start,
        count(*) as entries
    from service_cost_ledger
    where ledger = 'service'
    group by month_start

)

select
    service_cost_ledger.month_start,
    service_cost_ledger.own_claims_amount
from service_cost_ledger
left join booked on service_cost_ledger.month_start = booked.month_start
where service_cost_ledger.own_claims_amount <> 0 and booked.month_start is null
