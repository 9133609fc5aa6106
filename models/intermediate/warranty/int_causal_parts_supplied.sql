with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted and not is_other_brand

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where is_causal_part and final_part_no is not null

),

unit_components as (

    select * from {{ ref('stg_warranty__unit_components') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

-- one row per claim and causal part, under its last successor
caused as (

    select
        claims.claim_id,
        claims.unit_id,
        claims.failed_on,
        claims.posted_month,
        claims.cost_amount,
        coalesce(claim_lines.final_part_no, 'unknown') as part_no,
        min(claim_lines.part_no) as claimed_part_no
    from claims
    left join claim_lines on claims.claim_id = claim_lines.claim_id
    group by
        claims.claim_id, claims.unit_id, claims.failed_on, claims.posted_month,
        claims.cost_amount, coalesce(claim_lines.final_part_no, 'unknown')

),

-- the component that failed may be taken out, and another put in, on the day of the failure
fitted as (

    select
        caused.claim_id,
        caused.part_no,
        unit_components.supplier_id,
        row_number() over (
            partition by caused.claim_id, caused.part_no
            order by
                unit_components.installed_on nulls last,
                unit_components.component_position nulls last
        ) as component_rank
    from caused
    inner join unit_components
        on
            caused.unit_id = unit_components.unit_id
            and caused.failed_on >= unit_components.installed_on
    left join parts on unit_components.part_no = parts.part_no
    where
        caused.part_no = coalesce(parts.final_part_no, unit_components.part_no)
        and (
            unit_components.removed_on is null
            or caused.failed_on <= unit_components.removed_on
        )

),

divided as (

    select
        caused.claim_id,
        caused.part_no,
        caused.posted_month,
        coalesce(
            fitted.supplier_id, claimed_parts.supplier_id, final_parts.supplier_id, 'unknown'
        ) as supplier_id,
        cast(caused.cost_amount * 100 as bigint) as cents,
        count(*) over (partition by caused.claim_id) as causal_parts,
        row_number() over (
            partition by caused.claim_id order by caused.part_no nulls last
        ) as part_rank
    from caused
    left join fitted
        on
            caused.claim_id = fitted.claim_id
            and caused.part_no = fitted.part_no
            and fitted.component_rank = 1
    left join parts as claimed_parts on caused.claimed_part_no = claimed_parts.part_no
    left join parts as final_parts on caused.part_no = final_parts.part_no

),

-- equal shares; the cents left over go to the first part numbers
shared as (

    select
        claim_id,
        part_no,
        posted_month,
        supplier_id,
        {{ int_div('cents', 'causal_parts') }}
        + case
            when part_rank <= abs(cents - causal_parts * {{ int_div('cents', 'causal_parts') }})
                then case when cents < 0 then -1 else 1 end
            else 0
        end as eligible_cents
    from divided

),

final as (

    select
        claim_id,
        part_no,
        supplier_id,
        posted_month as month_start,
        cast(
            cast(eligible_cents as decimal(24, 0)) * cast(0.01 as decimal(3, 2))
            as decimal(28, 2)
        ) as eligible_amount
    from shared

)

select * from final
