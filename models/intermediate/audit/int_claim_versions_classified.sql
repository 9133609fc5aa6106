with

claims as (

    select * from {{ ref('stg_warranty__claims') }}

),

units as (

    select * from {{ ref('stg_warranty__units') }}

),

products as (

    select * from {{ ref('stg_warranty__products') }}

),

claim_statuses as (

    select * from {{ ref('claim_statuses') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- worked out from staging, not from the facts, so that the balance is a check of the facts
judged as (

    select
        claims.claim_id,
        claims.claim_version,
        claims.claim_type,
        claims.work_order_id,
        claims.failed_on,
        claims.posted_on is not null as is_posted,
        greatest(claims.failed_on, claims.submitted_on) > settings.as_of_date as is_after_as_of,
        claims.claim_version < max(
            case
                when greatest(claims.failed_on, claims.submitted_on) <= settings.as_of_date
                    then claims.claim_version
            end
        ) over (partition by claims.claim_id) as is_superseded,
        claim_statuses.is_counting,
        not coalesce(unit_products.is_own_brand, products.is_own_brand, true) as is_other_brand,
        rates.rate
    from claims
    cross join settings
    inner join claim_statuses on claims.status = claim_statuses.claim_status
    left join units on claims.unit_id = units.unit_id
    left join products as unit_products on units.product_id = unit_products.product_id
    left join products on claims.product_id = products.product_id
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
        claim_type,
        work_order_id,
        failed_on,
        is_posted,
        is_other_brand,
        case
            when is_after_as_of then 'after_as_of'
            when is_superseded then 'superseded_version'
            when not is_counting then 'not_counting'
        end as reason,
        not is_after_as_of and not is_superseded as is_current,
        rate
    from judged

)

select * from final
