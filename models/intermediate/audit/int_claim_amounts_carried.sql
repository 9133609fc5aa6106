with

claims as (

    select * from {{ ref('stg_warranty__claims') }}

),

claim_lines as (

    select * from {{ ref('stg_warranty__claim_lines') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

converted as (

    select
        claims.claim_id,
        claims.claim_version,
        {{ to_reporting('claim_lines.approved_amount', 'rates.rate') }} as approved_amount
    from claims
    inner join claim_lines
        on
            claims.claim_id = claim_lines.claim_id
            and claims.claim_version = claim_lines.claim_version
    left join rates
        on
            claims.currency = rates.currency
            and coalesce(claims.posted_on, claims.decided_on, claims.submitted_on)
            >= rates.valid_from
            and coalesce(claims.posted_on, claims.decided_on, claims.submitted_on) < rates.valid_to

),

final as (

    select
        claim_id,
        claim_version,
        cast(sum(approved_amount) as decimal(28, 2)) as approved_amount
    from converted
    group by claim_id, claim_version

)

select * from final
