with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and not is_other_brand

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

caused as (

    select
        claim_id,
        final_part_no
    from claim_lines
    where is_causal_part and final_part_no is not null
    group by claim_id, final_part_no

),

operated as (

    select
        claim_id,
        labor_operation
    from claim_lines
    where line_type = 'labor' and labor_operation is not null
    group by claim_id, labor_operation

),

counted as (

    select
        coalesce(products.model, claims.product_id, 'unknown') as model,
        operated.labor_operation,
        caused.final_part_no as part_no,
        count(*) as claims
    from operated
    inner join claims on operated.claim_id = claims.claim_id
    inner join caused on operated.claim_id = caused.claim_id
    left join products on claims.product_id = products.product_id
    group by
        coalesce(products.model, claims.product_id, 'unknown'),
        operated.labor_operation,
        caused.final_part_no

),

ranked as (

    select
        model,
        labor_operation,
        part_no,
        claims,
        row_number() over (
            partition by model, labor_operation
            order by claims desc nulls last, part_no asc nulls last
        ) as part_rank
    from counted

),

final as (

    select
        model,
        labor_operation,
        part_no,
        claims
    from ranked
    where part_rank = 1

)

select * from final
