with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}
    where issue_id = original_issue_id

),

issues_gathered as (

    select * from {{ ref('int_issues_gathered') }}

),

units_counted as (

    select * from {{ ref('int_issue_units_counted') }}

),

recall_costs as (

    select * from {{ ref('int_recall_costs_estimated') }}

),

containment as (

    select * from {{ ref('int_issue_containment_costed') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

contained as (

    select
        quality_issues.issue_id,
        case
            when not tables_delivered.has_quality__campaigns then null
            when containment.original_issue_id is null then 0
            else containment.containment_amount
        end as containment_amount,
        case
            when tables_delivered.has_quality__campaigns
                then coalesce(containment.has_free_containment, false)
        end as has_free_containment,
        case
            when tables_delivered.has_quality__campaigns
                then coalesce(containment.campaigns > 0, false)
        end as has_containment,
        case
            when tables_delivered.has_quality__campaigns
                then coalesce(containment.recalls > 0, false)
        end as has_recall
    from quality_issues
    cross join tables_delivered
    left join containment on quality_issues.issue_id = containment.original_issue_id

),

final as (

    select
        quality_issues.issue_id,
        quality_issues.title,
        quality_issues.product_id,
        quality_issues.product_line,
        quality_issues.part_no,
        quality_issues.failure_mode,
        quality_issues.submitted_on,
        quality_issues.affected_batch,
        quality_issues.affected_lot_no,
        issues_gathered.duplicates,
        units_counted.units_produced,
        units_counted.units_in_field,
        units_counted.units_undelivered,
        units_counted.units_exported,
        units_counted.units_scrapped,
        units_counted.units_returned,
        units_counted.units_replaced,
        units_counted.units_in_other_issues,
        issues_gathered.recall_cost_per_unit_amount,
        recall_costs.recall_cost_low_amount,
        recall_costs.recall_cost_amount,
        recall_costs.recall_cost_high_amount,
        cast(contained.containment_amount as decimal(28, 2)) as containment_amount,
        contained.has_containment,
        contained.has_free_containment,
        contained.has_recall,
        cast(
            recall_costs.expected_recall_cost_amount - contained.containment_amount
            as decimal(28, 2)
        ) as net_avoided_amount,
        issues_gathered.claimed_avoided_amount,
        case
            when recall_costs.recall_cost_amount is not null then 'assumed'
            when units_counted.units_produced is not null then 'measured'
        end as evidence_grade
    from quality_issues
    inner join issues_gathered
        on quality_issues.issue_id = issues_gathered.original_issue_id
    inner join contained on quality_issues.issue_id = contained.issue_id
    left join units_counted on quality_issues.issue_id = units_counted.original_issue_id
    left join recall_costs on quality_issues.issue_id = recall_costs.original_issue_id

)

select * from final
