with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_failure and not is_other_brand

),

units as (

    select * from {{ ref('dim_units') }}

),

parts_named as (

    select * from {{ ref('int_causal_parts_named') }}

),

modes_raised as (

    select * from {{ ref('int_failure_modes_raised') }}

),

default_codes as (

    select * from {{ ref('default_codes') }}

),

matched as (

    select
        claims.claim_id,
        count(*) as issues
    from claims
    inner join modes_raised
        on
            claims.failure_mode = modes_raised.failure_mode
            and coalesce(modes_raised.product_id, claims.product_id) = claims.product_id
    group by claims.claim_id

),

final as (

    select
        claims.claim_id,
        claims.product_line,
        cast(date_trunc('quarter', claims.submitted_on) as date) as quarter_start,
        parts_named.claim_id is not null as has_causal_part,
        claims.failure_mode is not null and default_codes.code is null as has_failure_mode,
        claims.ambient_temp_c is not null as has_condition,
        units.unit_id is not null as has_unit,
        matched.claim_id is not null and default_codes.code is null as feeds_issue
    from claims
    left join parts_named on claims.claim_id = parts_named.claim_id
    left join default_codes on lower(claims.failure_mode) = default_codes.code
    left join units on claims.unit_id = units.unit_id
    left join matched on claims.claim_id = matched.claim_id

)

select * from final
