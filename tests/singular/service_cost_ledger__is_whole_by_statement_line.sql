-- Fails when the shares by line of the income statement do not add up to a row's amount.
-- Does not test whether the company mapped its accounts to the right line.
-- Mended by whoever owns models/marts/lifecycle.
select
    month_start,
    ledger,
    cost_type,
    amount
from {{ ref('service_cost_ledger') }}
where
    amount <> cost_of_sales_amount + selling_amount + administrative_amount
    + other_statement_amount + unmapped_amount
