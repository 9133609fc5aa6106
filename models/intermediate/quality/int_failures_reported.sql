with

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}
    where known_from = reported_on

),

age_spans as (

    select * from {{ ref('int_unit_age_spans') }}

),

final as (

    select
        claim_versions.claim_id,
        claim_versions.claim_version,
        claim_versions.unit_id,
        claim_versions.product_id,
        claim_versions.failure_mode,
        age_spans.band_no,
        claim_versions.reported_on,
        cast(date_trunc('month', claim_versions.reported_on) as date) as month_start
    from claim_versions
    inner join age_spans
        on
            claim_versions.unit_id = age_spans.unit_id
            and claim_versions.reported_on >= age_spans.starts_on
            and claim_versions.reported_on < age_spans.ends_on

)

select * from final
