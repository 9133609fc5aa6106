with

quality_loop as (

    select * from {{ ref('quality_loop') }}

),

final as (

    select
        product_line,
        issue_id,
        cast(date_trunc('quarter', submitted_on) as date) as quarter_start,
        is_duplicate,
        is_effective_feedback
    from quality_loop

    union all

    select
        'all' as product_line,
        issue_id,
        cast(date_trunc('quarter', submitted_on) as date) as quarter_start,
        is_duplicate,
        is_effective_feedback
    from quality_loop

)

select * from final
