with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

-- the original speaks first, then its duplicates in the order in which they came
ranked as (

    select
        original_issue_id,
        recall_cost_per_unit_amount,
        claimed_avoided_amount,
        row_number() over (
            partition by original_issue_id
            order by
                case when recall_cost_per_unit_amount is null then 1 else 0 end nulls last,
                case when issue_id = original_issue_id then 0 else 1 end nulls last,
                submitted_on asc nulls last,
                issue_id asc nulls last
        ) as cost_rank,
        row_number() over (
            partition by original_issue_id
            order by
                case when claimed_avoided_amount is null then 1 else 0 end nulls last,
                case when issue_id = original_issue_id then 0 else 1 end nulls last,
                submitted_on asc nulls last,
                issue_id asc nulls last
        ) as claim_rank,
        case when issue_id <> original_issue_id then 1 else 0 end as is_merged,
        case
            when affected_batch is not null then 1
            when affected_lot_no is not null and part_no is not null then 1
            else 0
        end as names_units,
        case when affected_lot_no is not null and part_no is not null then 1 else 0 end
            as names_lot
    from quality_issues

),

-- one claim of an avoided loss per issue: those of its duplicates are never added to it
final as (

    select
        original_issue_id,
        cast(sum(is_merged) as bigint) as duplicates,
        max(names_units) = 1 as has_population,
        max(names_lot) = 1 as needs_components,
        max(case when cost_rank = 1 then recall_cost_per_unit_amount end)
            as recall_cost_per_unit_amount,
        max(case when claim_rank = 1 then claimed_avoided_amount end) as claimed_avoided_amount
    from ranked
    group by original_issue_id

)

select * from final
