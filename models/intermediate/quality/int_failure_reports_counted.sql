with

reports as (

    select * from {{ ref('int_failure_reports_scoped') }}

),

final as (

    select
        product_line,
        quarter_start,
        count(*) as reports,
        count(case when has_causal_part then 1 end) as reports_with_part,
        count(case when has_failure_mode then 1 end) as reports_with_failure_mode,
        count(case when has_condition then 1 end) as reports_with_condition,
        count(case when has_unit then 1 end) as reports_with_unit,
        count(case
            when has_causal_part and has_failure_mode and has_condition and has_unit then 1
        end) as complete_reports,
        count(case when feeds_issue then 1 end) as reports_feeding_issue
    from reports
    group by product_line, quarter_start

)

select * from final
