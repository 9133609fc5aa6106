with

warranty_reserve as (

    select * from {{ ref('warranty_reserve') }}
    where product_line = 'all'

),

warranty_triangle as (

    select * from {{ ref('warranty_triangle') }}

),

supplier_recovery_rates as (

    select * from {{ ref('supplier_recovery_rates') }}

),

moved as (

    select
        accrual_amount + preexisting_amount + settlement_amount + fx_other_amount
        + case
            when row_number() over (order by month_start nulls last) = 1 then opening_amount
            else 0
        end as amount
    from warranty_reserve

),

final as (

    select
        'warranty.reserve_movements' as full_name,
        'warranty_reserve' as mart,
        sum(amount) as amount
    from moved

    union all

    select
        'warranty.claim_lines' as full_name,
        'warranty_triangle' as mart,
        sum(cost_amount) as amount
    from warranty_triangle

    union all

    select
        'warranty.claim_lines' as full_name,
        'supplier_recovery_rates' as mart,
        sum(eligible_amount) as amount
    from supplier_recovery_rates

    union all

    select
        'warranty.supplier_recoveries' as full_name,
        'supplier_recovery_rates' as mart,
        sum(recovered_amount) as amount
    from supplier_recovery_rates

)

select * from final
