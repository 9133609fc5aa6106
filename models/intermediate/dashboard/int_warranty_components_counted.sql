with

warranty_postings as (

    select * from {{ ref('fct_warranty_postings') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_failure and not is_other_brand

),

reserve_movements as (

    select * from {{ ref('fct_reserve_movements') }}
    where movement_type in ('accrual', 'settlement')

),

supplier_recoveries as (

    select * from {{ ref('fct_supplier_recoveries') }}

),

service_cost_ledger as (

    select * from {{ ref('service_cost_ledger') }}

),

emerging_issues as (

    select * from {{ ref('emerging_issues') }}

),

gathered as (

    select
        case measure
            when 'warranty' then 'warranty_claims'
            when 'goodwill' then 'goodwill_claims'
            when 'recall' then 'recall_claims'
            when 'extended' then 'extended_claims'
            when 'recovery' then 'supplier_recoveries'
            when 'revenue' then 'product_revenue'
        end as component,
        product_line,
        region_id,
        month_start,
        amount
    from warranty_postings

    union all

    select
        'alarms_raised' as component,
        product_line,
        'unknown' as region_id,
        cast(date_trunc('month', first_alarm_on) as date) as month_start,
        1 as amount
    from emerging_issues

    union all

    select
        'failures' as component,
        product_line,
        region_id,
        cast(date_trunc('month', failed_on) as date) as month_start,
        1 as amount
    from claims

    union all

    select
        case ledger when 'service' then 'service_cost' else 'claims_not_own' end as component,
        product_line,
        region_id,
        month_start,
        amount
    from service_cost_ledger

    union all

    select
        case movement_type
            when 'accrual' then 'reserve_accruals'
            when 'settlement' then 'reserve_settlements'
        end as component,
        product_line,
        'unknown' as region_id,
        month_start,
        reserve_amount as amount
    from reserve_movements

    union all

    select
        'recoveries_requested' as component,
        product_line,
        region_id,
        cast(date_trunc('month', requested_on) as date) as month_start,
        requested_amount as amount
    from supplier_recoveries

    union all

    select
        'recoveries_received' as component,
        product_line,
        region_id,
        cast(date_trunc('month', requested_on) as date) as month_start,
        received_amount as amount
    from supplier_recoveries

),

final as (

    select
        component,
        product_line,
        region_id,
        month_start,
        cast(sum(amount) as decimal(28, 10)) as amount
    from gathered
    where component is not null
    group by component, product_line, region_id, month_start

)

select * from final
