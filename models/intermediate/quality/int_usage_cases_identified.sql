with

signs_measured as (

    select * from {{ ref('int_usage_signs_measured') }}

),

signs_claimed as (

    select * from {{ ref('int_usage_signs_claimed') }}

),

signs_written as (

    select * from {{ ref('int_usage_signs_written') }}

),

gathered as (

    select
        product_line,
        scenario,
        'telemetry' as source_name,
        unit_id as source_id,
        unit_id,
        seen_on
    from signs_measured
    union all
    select
        product_line,
        scenario,
        'claim' as source_name,
        claim_id as source_id,
        unit_id,
        seen_on
    from signs_claimed
    union all
    select
        product_line,
        scenario,
        'work_order' as source_name,
        work_order_id as source_id,
        unit_id,
        seen_on
    from signs_written

),

-- a unit on a day is one case, whoever saw it; what names no unit is one by itself
final as (

    select
        product_line,
        scenario,
        source_name,
        coalesce(
            'unit' || chr(31) || unit_id || chr(31) || cast(seen_on as string),
            source_name || chr(31) || source_id
        ) as case_id,
        unit_id,
        seen_on
    from gathered

)

select * from final
