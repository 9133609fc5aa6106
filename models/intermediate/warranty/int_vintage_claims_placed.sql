with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted and cost_stream = 'warranty' and not is_other_brand

),

units as (

    select * from {{ ref('dim_units') }}

),

final as (

    select
        claims.claim_id,
        units.product_line,
        claims.cost_amount,
        claims.posted_on,
        case
            when units.unit_id is null then 'no_unit'
            when not units.is_own_brand then 'no_own_product'
            when units.in_service_on is null then 'not_in_service'
        end as reason,
        cast(date_trunc('month', units.in_service_on) as date) as sale_month,
        cast(date_trunc('quarter', units.in_service_on) as date) as sale_quarter,
        cast({{ months_between('units.in_service_on', 'claims.failed_on') }} as integer)
            as months_in_service,
        -- what was posted before the unit went into service is cost of its first quarter
        cast(
            greatest(
                4 * (
                    extract(year from claims.posted_on) - extract(year from units.in_service_on)
                )
                + extract(quarter from claims.posted_on)
                - extract(quarter from units.in_service_on),
                0
            ) as integer
        ) as development_quarter
    from claims
    left join units on claims.unit_id = units.unit_id

)

select * from final
