with

claim_lines as (

    select * from {{ ref('stg_warranty__claim_lines') }}

),

claims as (

    select * from {{ ref('int_claims_selected') }}

),

claim_line_types as (

    select * from {{ ref('claim_line_types') }}

),

converted as (

    select
        claim_lines.claim_id,
        claim_lines.claim_version,
        claim_lines.line_no,
        claim_lines.line_type,
        claim_line_types.is_part,
        claims.is_counting and claim_line_types.is_cost as is_cost,
        claim_lines.part_no,
        claim_lines.quantity,
        coalesce(claim_lines.is_causal_part, false) as is_causal_part,
        {{ to_reporting('claim_lines.claimed_amount', 'claims.rate') }} as claimed_amount,
        {{ to_reporting('claim_lines.approved_amount', 'claims.rate') }} as approved_amount,
        claim_lines.labor_operation,
        claim_lines.labor_hours,
        claim_lines.standard_hours
    from claim_lines
    inner join claims
        on
            claim_lines.claim_id = claims.claim_id
            and claim_lines.claim_version = claims.claim_version
    inner join claim_line_types on claim_lines.line_type = claim_line_types.line_type

),

final as (

    select
        claim_id,
        claim_version,
        line_no,
        line_type,
        is_part,
        part_no,
        quantity,
        is_causal_part,
        claimed_amount,
        approved_amount,
        case when is_cost then coalesce(approved_amount, 0) else 0 end as cost_amount,
        is_cost and approved_amount is null as is_approval_missing,
        labor_operation,
        labor_hours,
        standard_hours
    from converted

)

select * from final
