with

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

hidden_cost_types as (

    select * from {{ ref('hidden_cost_types') }}
    where hidden_cost = 'service_delivery'

),

quality_failure_costs as (

    select * from {{ ref('fct_quality_failure_costs') }}
    where source_table = 'warranty.claims'

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_own_claim

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where not is_part

),

-- own work on a failure is booked as wages and travel too, and counts once: as quality failure
final as (

    select
        'service_cost' as component,
        service_costs.entry_id as source_id,
        0 as line_no,
        service_costs.product_line,
        service_costs.month_start,
        service_costs.amount
    from service_costs
    inner join hidden_cost_types on service_costs.cost_type = hidden_cost_types.cost_type

    union all

    select
        'own_claim_work' as component,
        claims.claim_id as source_id,
        claim_lines.line_no,
        quality_failure_costs.product_line,
        quality_failure_costs.month_start,
        -claim_lines.cost_amount as amount
    from quality_failure_costs
    inner join claims on quality_failure_costs.source_id = claims.claim_id
    inner join claim_lines on claims.claim_id = claim_lines.claim_id

)

select * from final
