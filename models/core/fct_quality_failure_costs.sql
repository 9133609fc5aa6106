with

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where
        is_counting
        and is_posted
        and not is_other_brand
        and cost_stream in ('warranty', 'recall')

),

defect_returns as (

    select * from {{ ref('int_defect_returns_valued') }}

),

failed as (

    select
        unit_id,
        min(failed_on) as first_failed_on
    from claims
    where unit_id is not null
    group by unit_id

),

gathered as (

    select
        'warranty.claims' as source_table,
        claim_id as source_id,
        unit_id,
        product_line,
        region_id,
        posted_on,
        true as is_event,
        cost_amount as amount
    from claims

    union all

    -- the claim of a unit that came back tells of the same failure
    select
        'crm.sale_adjustments' as source_table,
        defect_returns.adjustment_id as source_id,
        defect_returns.unit_id,
        defect_returns.product_line,
        defect_returns.region_id,
        defect_returns.adjusted_on as posted_on,
        failed.unit_id is null or failed.first_failed_on > defect_returns.adjusted_on as is_event,
        defect_returns.handling_amount as amount
    from defect_returns
    left join failed on defect_returns.unit_id = failed.unit_id

),

final as (

    select
        source_table,
        source_id,
        unit_id,
        product_line,
        region_id,
        posted_on,
        cast(date_trunc('month', posted_on) as date) as month_start,
        is_event,
        cast(amount as decimal(28, 2)) as amount
    from gathered

)

select * from final
