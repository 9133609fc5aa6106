with

issues as (

    select * from {{ ref('stg_quality__issues') }}

),

issues_merged as (

    select * from {{ ref('int_issues_merged') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

-- a duplicate of an issue that nobody knows is one all the same, under its own key
judged as (

    select
        issues.issue_id,
        issues_merged.original_issue_id,
        issues.issue_id <> issues_merged.original_issue_id
        or (issues.duplicate_of_issue_id is not null and not issues_merged.is_in_cycle)
            as is_duplicate
    from issues
    inner join issues_merged on issues.issue_id = issues_merged.issue_id

),

-- whoever meets the same fault again tells it as a new issue, merged with the first one
repeated as (

    select
        judged.original_issue_id,
        max(issues.submitted_on) as last_repeated_on
    from judged
    inner join issues on judged.issue_id = issues.issue_id
    where judged.issue_id <> judged.original_issue_id
    group by judged.original_issue_id

),

final as (

    select
        issues.issue_id,
        judged.original_issue_id,
        issues.duplicate_of_issue_id,
        judged.is_duplicate,
        issues.title,
        coalesce(products.product_id, 'unknown') as product_id,
        coalesce(products.product_line, 'unknown') as product_line,
        issues.part_no,
        issues.failure_mode,
        issues.source,
        issues.first_failure_on,
        issues.submitted_on,
        issues.accepted_on,
        issues.fix_released_on,
        issues.fix_verified_on,
        issues.accepted_on is not null and not judged.is_duplicate as is_effective_feedback,
        coalesce(issues.fix_released_on < repeated.last_repeated_on, false)
            as is_repeated_after_fix,
        issues.fix_verified_on is not null
        and not judged.is_duplicate
        and not coalesce(issues.fix_verified_on < repeated.last_repeated_on, false)
            as is_loop_closed,
        {{ days_elapsed('issues.submitted_on', 'issues.fix_verified_on') }} as cycle_days,
        issues.affected_batch,
        issues.affected_lot_no,
        issues.currency,
        {{ to_reporting('issues.recall_cost_per_unit', 'exchange_rates.rate') }}
            as recall_cost_per_unit_amount,
        {{ to_reporting('issues.claimed_avoided_amount', 'exchange_rates.rate') }}
            as claimed_avoided_amount
    from issues
    inner join judged on issues.issue_id = judged.issue_id
    left join repeated on issues.issue_id = repeated.original_issue_id
    left join products on issues.product_id = products.product_id
    left join exchange_rates
        on
            issues.currency = exchange_rates.currency
            and issues.submitted_on >= exchange_rates.valid_from
            and issues.submitted_on < exchange_rates.valid_to

)

select * from final
