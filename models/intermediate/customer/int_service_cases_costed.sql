with

work_order_costs as (

    select * from {{ ref('int_work_order_costs_valued') }}

),

visits as (

    select * from {{ ref('fct_visits') }}

),

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and work_order_id is not null

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

lined as (

    select
        work_order_id,
        case when min(cost_basis) = max(cost_basis) then min(cost_basis) else 'mixed' end
            as cost_basis,
        max(case when cost_basis = 'list_price_forgone' then 1 else 0 end) = 1
            as has_forgone_price,
        cast(sum(amount) as decimal(28, 2)) as amount
    from work_order_costs
    group by work_order_id

),

visited as (

    select
        work_order_id,
        cast(sum(coalesce(labor_amount, 0) + coalesce(travel_amount, 0)) as decimal(28, 2))
            as amount
    from visits
    where labor_amount is not null or travel_amount is not null
    group by work_order_id

),

-- what the visits do not already hold, summed to the claim before claims are summed to the job
lines_summed as (

    select
        claim_id,
        cast(
            sum(case when line_type in ('labor', 'travel') then 0 else cost_amount end)
            as decimal(28, 2)
        ) as other_amount
    from claim_lines
    group by claim_id

),

claimed as (

    select
        warranty_claims.work_order_id,
        cast(sum(warranty_claims.cost_amount) as decimal(28, 2)) as amount,
        cast(sum(coalesce(lines_summed.other_amount, 0)) as decimal(28, 2)) as other_amount,
        max(case when warranty_claims.claim_type = 'goodwill' then 1 else 0 end) = 1
            as has_goodwill_claim
    from warranty_claims
    left join lines_summed on warranty_claims.claim_id = lines_summed.claim_id
    group by warranty_claims.work_order_id

),

keyed as (

    select work_order_id from lined
    union
    select work_order_id from visited
    union
    select work_order_id from claimed

),

final as (

    select
        keyed.work_order_id,
        case
            when lined.work_order_id is not null then lined.amount
            when visited.work_order_id is null then claimed.amount
            when
                tables_delivered.has_warranty__claims
                and tables_delivered.has_warranty__claim_lines
                then cast(visited.amount + coalesce(claimed.other_amount, 0) as decimal(28, 2))
        end as case_cost_amount,
        coalesce(lined.cost_basis, 'actual_cost') as cost_basis,
        coalesce(lined.has_forgone_price, false) as has_forgone_price,
        coalesce(claimed.has_goodwill_claim, false) as has_goodwill_claim
    from keyed
    cross join tables_delivered
    left join lined on keyed.work_order_id = lined.work_order_id
    left join visited on keyed.work_order_id = visited.work_order_id
    left join claimed on keyed.work_order_id = claimed.work_order_id

)

select * from final
