-- Fails when a cent of the two ledgers, or of traced job cost, is in no place or in two.
-- Does not test whether it is in the right place: the golden companies do.
-- Mended by whoever owns models/marts/lifecycle.
select
    as_of_date,
    difference_amount
from {{ ref('lifecycle_cost_reconciliation') }}
where difference_amount <> 0
