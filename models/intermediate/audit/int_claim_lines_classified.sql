with

claim_lines as (

    select * from {{ ref('stg_warranty__claim_lines') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_classified') }}

),

final as (

    select
        claim_lines.claim_id,
        claim_lines.claim_version,
        claim_lines.line_no,
        claim_lines.line_type,
        claim_versions.claim_type,
        claim_versions.work_order_id,
        claim_versions.failed_on,
        claim_versions.is_posted,
        claim_versions.is_other_brand,
        coalesce(claim_versions.reason, case when claim_lines.line_type = 'tax' then 'tax' end)
            as reason,
        coalesce({{ to_reporting('claim_lines.approved_amount', 'claim_versions.rate') }}, 0)
            as amount
    from claim_lines
    inner join claim_versions
        on
            claim_lines.claim_id = claim_versions.claim_id
            and claim_lines.claim_version = claim_versions.claim_version

)

select * from final
