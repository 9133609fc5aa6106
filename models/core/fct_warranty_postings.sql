with

claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

supplier_recoveries as (

    select * from {{ ref('int_supplier_recoveries_valued') }}

),

revenue_postings as (

    select * from {{ ref('int_revenue_postings') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

post_claims as (

    select
        product_line,
        region_id,
        cast(date_trunc('month', value_on) as date) as month_start,
        case when is_posted then cost_stream else 'unposted' end as measure,
        'warranty.claims' as source_table,
        claim_id as source_id,
        cost_amount as amount
    from claims
    where is_counting and not is_other_brand

),

-- money from a supplier for a claim that nobody knows, or for none, stands on `unknown`
post_recoveries as (

    select
        coalesce(claims.product_line, 'unknown') as product_line,
        coalesce(claims.region_id, 'unknown') as region_id,
        cast(date_trunc('month', supplier_recoveries.received_on) as date) as month_start,
        'recovery' as measure,
        'warranty.supplier_recoveries' as source_table,
        supplier_recoveries.recovery_id as source_id,
        supplier_recoveries.recovered_amount as amount
    from supplier_recoveries
    left join claims on supplier_recoveries.claim_id = claims.claim_id
    where
        supplier_recoveries.received_on is not null
        and coalesce(claims.cost_stream, 'warranty') = 'warranty'
        and not coalesce(claims.is_other_brand, false)

),

post_revenue as (

    select
        product_line,
        region_id,
        month_start,
        'revenue' as measure,
        case posting_kind
            when 'sale' then 'crm.sales'
            when 'adjustment' then 'crm.sale_adjustments'
            when 'company_revenue' then 'finance.company_revenue'
        end as source_table,
        source_id,
        amount
    from revenue_postings

),

post_units as (

    select
        units.product_line,
        units.region_id,
        cast(date_trunc('month', units.in_service_on) as date) as month_start,
        'unit' as measure,
        'warranty.units' as source_table,
        units.unit_id as source_id,
        0 as amount
    from units
    inner join settings on units.in_service_on <= settings.as_of_date
    where units.is_own_brand

),

gathered as (

    select
        measure,
        source_table,
        source_id,
        product_line,
        region_id,
        month_start,
        amount
    from post_claims
    union all
    select
        measure,
        source_table,
        source_id,
        product_line,
        region_id,
        month_start,
        amount
    from post_recoveries
    union all
    select
        measure,
        source_table,
        source_id,
        product_line,
        region_id,
        month_start,
        amount
    from post_revenue
    union all
    select
        measure,
        source_table,
        source_id,
        product_line,
        region_id,
        month_start,
        amount
    from post_units

),

final as (

    select
        measure,
        source_table,
        source_id,
        product_line,
        region_id,
        month_start,
        cast(amount as decimal(28, 2)) as amount
    from gathered

)

select * from final
