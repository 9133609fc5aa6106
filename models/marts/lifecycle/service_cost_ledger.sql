with

ledger_entries as (

    select * from {{ ref('int_ledger_entries_gathered') }}

),

final as (

    select
        month_start,
        ledger,
        cost_type,
        region_id,
        product_line,
        allocation_rule,
        cast(sum(amount) as decimal(28, 2)) as amount,
        cast(sum(own_claims_amount) as decimal(28, 2)) as own_claims_amount,
        cast(
            sum(case when statement_line = 'cost_of_sales' then amount else 0 end)
            as decimal(28, 2)
        ) as cost_of_sales_amount,
        cast(
            sum(case when statement_line = 'selling' then amount else 0 end)
            as decimal(28, 2)
        ) as selling_amount,
        cast(
            sum(case when statement_line = 'administrative' then amount else 0 end)
            as decimal(28, 2)
        ) as administrative_amount,
        cast(
            sum(case when statement_line = 'other' then amount else 0 end)
            as decimal(28, 2)
        ) as other_statement_amount,
        cast(
            sum(case when statement_line is null then amount else 0 end)
            as decimal(28, 2)
        ) as unmapped_amount
    from ledger_entries
    group by month_start, ledger, cost_type, region_id, product_line, allocation_rule

)

select * from final
