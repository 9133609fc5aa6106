with

issues_gathered as (

    select * from {{ ref('int_issues_gathered') }}

),

units_counted as (

    select * from {{ ref('int_issue_units_counted') }}

),

assumptions as (

    select * from {{ ref('int_recall_assumptions_in_force') }}

),

costed as (

    select
        units_counted.original_issue_id,
        cast(
            units_counted.units_in_field * issues_gathered.recall_cost_per_unit_amount
            as decimal(28, 2)
        ) as full_cost_amount
    from units_counted
    inner join issues_gathered
        on units_counted.original_issue_id = issues_gathered.original_issue_id

),

completed as (

    select
        costed.original_issue_id,
        cast(round(costed.full_cost_amount * assumptions.completion_low, 2) as decimal(28, 2))
            as recall_cost_low_amount,
        cast(round(costed.full_cost_amount * assumptions.completion_base, 2) as decimal(28, 2))
            as recall_cost_amount,
        cast(round(costed.full_cost_amount * assumptions.completion_high, 2) as decimal(28, 2))
            as recall_cost_high_amount,
        assumptions.probability
    from costed
    cross join assumptions

),

final as (

    select
        original_issue_id,
        recall_cost_low_amount,
        recall_cost_amount,
        recall_cost_high_amount,
        cast(round(recall_cost_amount * probability, 2) as decimal(28, 2))
            as expected_recall_cost_amount
    from completed

)

select * from final
