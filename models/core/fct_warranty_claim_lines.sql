with

claim_lines as (

    select * from {{ ref('int_claim_lines_valued') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

final as (

    select
        claim_lines.claim_id,
        claim_lines.claim_version,
        claim_lines.line_no,
        claim_lines.line_type,
        claim_lines.is_part,
        claim_lines.part_no,
        coalesce(parts.final_part_no, claim_lines.part_no) as final_part_no,
        claim_lines.quantity,
        claim_lines.is_causal_part,
        claim_lines.claimed_amount,
        claim_lines.approved_amount,
        cast(claim_lines.cost_amount as decimal(18, 2)) as cost_amount,
        claim_lines.is_approval_missing,
        claim_lines.labor_operation,
        claim_lines.labor_hours,
        claim_lines.standard_hours
    from claim_lines
    left join parts on claim_lines.part_no = parts.part_no

)

select * from final
