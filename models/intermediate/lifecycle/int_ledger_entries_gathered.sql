with

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted

),

warranty_claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}

),

claim_line_types as (

    select * from {{ ref('claim_line_types') }}
    where is_cost

),

service_centers as (

    select * from {{ ref('dim_service_centers') }}

),

final as (

    select
        'service' as ledger,
        entry_id as source_id,
        0 as line_no,
        month_start,
        cost_type,
        region_id,
        product_line,
        allocation_rule,
        statement_line,
        amount,
        cast(0 as decimal(18, 2)) as own_claims_amount
    from service_costs

    union all

    select
        'warranty' as ledger,
        warranty_claims.claim_id as source_id,
        warranty_claim_lines.line_no,
        warranty_claims.posted_month as month_start,
        warranty_claim_lines.line_type as cost_type,
        warranty_claims.region_id,
        warranty_claims.product_line,
        case
            when service_centers.region_id <> 'unknown' then 'region_of_centre'
            when warranty_claims.region_id <> 'unknown' then 'as_posted'
            else 'unmapped'
        end as allocation_rule,
        cast(null as string) as statement_line,
        case
            when warranty_claims.is_own_claim then cast(0 as decimal(18, 2))
            else warranty_claim_lines.cost_amount
        end as amount,
        case
            when warranty_claims.is_own_claim then warranty_claim_lines.cost_amount
            else cast(0 as decimal(18, 2))
        end as own_claims_amount
    from warranty_claims
    inner join warranty_claim_lines on warranty_claims.claim_id = warranty_claim_lines.claim_id
    inner join claim_line_types on warranty_claim_lines.line_type = claim_line_types.line_type
    left join service_centers
        on warranty_claims.service_center_id = service_centers.service_center_id

)

select * from final
