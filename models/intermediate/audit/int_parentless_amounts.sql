with

claim_lines as (

    select * from {{ ref('base_warranty__claim_lines') }}
    where reject_reasons like '%missing_parent:%'

),

claims as (

    select * from {{ ref('base_warranty__claims') }}
    where row_state = 'rejected'

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

-- several rejected rows may bear one key, and each of them the currency
parents as (

    select
        claim_id,
        claim_version,
        min(currency) as currency,
        min(_posted_on) as posted_on
    from claims
    group by claim_id, claim_version

),

-- without a claim the line has no currency: its figure is taken as it stands
final as (

    select
        claim_lines._file,
        claim_lines._row_number,
        coalesce(
            {{ to_reporting('claim_lines.approved_amount', 'rates.rate') }},
            claim_lines.approved_amount,
            0
        ) as amount
    from claim_lines
    left join parents
        on
            claim_lines.claim_id = parents.claim_id
            and claim_lines.claim_version = parents.claim_version
    left join rates
        on
            parents.currency = rates.currency
            and parents.posted_on >= rates.valid_from
            and parents.posted_on < rates.valid_to

)

select * from final
