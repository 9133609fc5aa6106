with

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where not is_other_brand and ambient_temp_c is not null

),

thresholds as (

    select * from {{ ref('int_usage_thresholds_ranged') }}
    where measure = 'min_temp_c'

),

-- whatever was decided on the claim, so was the unit used
final as (

    select
        warranty_claims.product_line,
        thresholds.scenario,
        warranty_claims.claim_id,
        warranty_claims.unit_id,
        warranty_claims.failed_on as seen_on
    from warranty_claims
    inner join thresholds
        on
            warranty_claims.failed_on >= thresholds.valid_from
            and warranty_claims.failed_on < thresholds.valid_to
            and coalesce(warranty_claims.ambient_temp_c >= thresholds.at_least, true)
            and coalesce(warranty_claims.ambient_temp_c <= thresholds.at_most, true)

)

select * from final
