with

issue_quarters as (

    select * from {{ ref('int_issue_quarters_counted') }}

),

reports as (

    select * from {{ ref('int_failure_reports_counted') }}

),

gathered as (

    select
        product_line,
        quarter_start
    from issue_quarters

    union all

    select
        product_line,
        quarter_start
    from reports

),

final as (

    select
        product_line,
        min(quarter_start) as first_quarter
    from gathered
    group by product_line

)

select * from final
