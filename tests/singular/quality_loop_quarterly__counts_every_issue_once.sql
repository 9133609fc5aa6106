-- Fails when the quarters of `all` do not count every issue of the core fact, every duplicate and
-- closed loop exactly once, or when the lines do not add up to `all`.
-- Does not test the medians.
-- Mended by whoever owns models/marts/quality.
{{ config(meta={'dagster': {'ref': {'name': 'quality_loop_quarterly'}}}) }}
with

quarters as (

    select * from {{ ref('quality_loop_quarterly') }}

),

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

summed as (

    select
        coalesce(sum(case when product_line = 'all' then issues_reported end), 0) as of_all,
        coalesce(sum(case when product_line <> 'all' then issues_reported end), 0) as of_lines,
        coalesce(sum(case when product_line = 'all' then duplicates end), 0) as duplicates,
        coalesce(sum(case when product_line = 'all' then loops_closed end), 0) as loops_closed
    from quarters

),

counted as (

    select
        count(*) as issues,
        count(case when is_duplicate then 1 end) as duplicates,
        count(case when is_loop_closed then 1 end) as loops_closed
    from quality_issues

),

final as (

    select
        summed.of_all,
        summed.of_lines,
        counted.issues
    from summed
    cross join counted
    where
        summed.of_all <> counted.issues
        or summed.of_lines <> counted.issues
        or summed.duplicates <> counted.duplicates
        or summed.loops_closed <> counted.loops_closed

)

select * from final
