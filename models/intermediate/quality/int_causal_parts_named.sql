with

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where is_causal_part and part_no is not null

),

default_codes as (

    select * from {{ ref('default_codes') }}

),

final as (

    select
        claim_lines.claim_id,
        count(*) as parts
    from claim_lines
    left join default_codes on lower(claim_lines.part_no) = default_codes.code
    where default_codes.code is null
    group by claim_lines.claim_id

)

select * from final
