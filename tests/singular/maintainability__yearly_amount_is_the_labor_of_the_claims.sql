-- Fails when the yearly amounts are not the labor lines of own-brand claims that failed in the
-- twelve months, counted anew from core.
-- Does not test hours, nor which model or operation bears an amount.
-- Mended by the owner of `models/marts/quality`.
{{ config(meta={'dagster': {'ref': {'name': 'maintainability'}}}) }}
with

maintainability as (

    select * from {{ ref('maintainability') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where not is_other_brand

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where line_type = 'labor'

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}
    where window_name = '12m'

),

shown as (

    select coalesce(sum(yearly_amount), 0) as amount
    from maintainability

),

expected as (

    select coalesce(sum(claim_lines.cost_amount), 0) as amount
    from claim_lines
    inner join claims on claim_lines.claim_id = claims.claim_id
    inner join failure_windows
        on
            claims.failed_on >= failure_windows.starts_on
            and claims.failed_on <= failure_windows.ends_on

),

final as (

    select
        shown.amount,
        expected.amount as amount_expected
    from shown
    cross join expected
    where shown.amount <> expected.amount

)

select * from final
