with

reports as (

    select * from {{ ref('int_failure_reports_judged') }}

),

final as (

    select
        product_line,
        claim_id,
        quarter_start,
        has_causal_part,
        has_failure_mode,
        has_condition,
        has_unit,
        feeds_issue
    from reports

    union all

    select
        'all' as product_line,
        claim_id,
        quarter_start,
        has_causal_part,
        has_failure_mode,
        has_condition,
        has_unit,
        feeds_issue
    from reports

)

select * from final
