with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure and not is_other_brand

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}

),

-- one event per claim and causal part, however many pieces or lines of it were charged
caused as (

    select
        claim_id,
        final_part_no
    from claim_lines
    where is_causal_part and final_part_no is not null
    group by claim_id, final_part_no

),

priced as (

    select
        claim_id,
        final_part_no,
        sum(cost_amount) as replacement_cost_amount
    from claim_lines
    where is_part
    group by claim_id, final_part_no

),

divided as (

    select
        claims.claim_id,
        claims.unit_id,
        claims.product_line,
        claims.region_id,
        claims.failed_on,
        claims.is_posted,
        coalesce(caused.final_part_no, 'unknown') as part_no,
        cast(claims.cost_amount * 100 as bigint) as cents,
        count(*) over (partition by claims.claim_id) as causal_parts,
        row_number() over (
            partition by claims.claim_id order by caused.final_part_no nulls last
        ) as part_rank
    from claims
    left join caused on claims.claim_id = caused.claim_id

),

-- the shares are equal, so the cents left over go to the first part numbers
shared as (

    select
        claim_id,
        part_no,
        {{ int_div('cents', 'causal_parts') }}
        + case
            when part_rank <= abs(cents - causal_parts * {{ int_div('cents', 'causal_parts') }})
                then case when cents < 0 then -1 else 1 end
            else 0
        end as job_cents
    from divided

),

final as (

    select
        divided.claim_id,
        divided.part_no,
        divided.unit_id,
        divided.product_line,
        divided.region_id,
        divided.failed_on,
        divided.is_posted,
        cast(coalesce(priced.replacement_cost_amount, 0) as decimal(28, 2))
            as replacement_cost_amount,
        cast(
            cast(shared.job_cents as decimal(24, 0)) * cast(0.01 as decimal(3, 2))
            as decimal(28, 2)
        ) as job_cost_amount
    from divided
    inner join shared
        on divided.claim_id = shared.claim_id and divided.part_no = shared.part_no
    left join priced
        on divided.claim_id = priced.claim_id and divided.part_no = priced.final_part_no

)

select * from final
