-- Fails with each raw table and mart whose accepted money is neither in the mart nor left out for
-- a stated reason. Does not test that a reason is the right one, only that each row has one.
-- Who mends it: the owner of the mart named.
{{ config(meta={'dagster': {'ref': {'name': 'money_balance'}}}) }}

with

money_balance as (

    select * from {{ ref('money_balance') }}

)

select
    system,
    table_name,
    mart,
    max(difference_amount) as difference_amount
from money_balance
where difference_amount <> 0
group by system, table_name, mart
