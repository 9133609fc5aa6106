with

failures as (

    select * from {{ ref('int_failures_coded') }}

),

issue_codes as (

    select * from {{ ref('int_issue_codes_listed') }}

),

codes as (

    select
        product_id,
        failure_mode,
        part_no
    from failures
    group by product_id, failure_mode, part_no

),

-- a mode says more than a part, a product more than none; then the issue raised first
matched as (

    select
        codes.product_id,
        codes.failure_mode,
        codes.part_no,
        issue_codes.original_issue_id as issue_id,
        row_number() over (
            partition by codes.product_id, codes.failure_mode, codes.part_no
            order by
                case when issue_codes.failure_mode is null then 1 else 0 end nulls last,
                case when issue_codes.product_id is null then 1 else 0 end nulls last,
                issue_codes.submitted_on asc nulls last,
                issue_codes.issue_id asc nulls last
        ) as match_rank
    from codes
    inner join issue_codes
        on
            coalesce(issue_codes.product_id, codes.product_id) = codes.product_id
            and coalesce(issue_codes.failure_mode, codes.failure_mode) = codes.failure_mode
            and coalesce(issue_codes.part_no, codes.part_no) = codes.part_no

),

final as (

    select
        product_id,
        failure_mode,
        part_no,
        issue_id
    from matched
    where match_rank = 1

)

select * from final
