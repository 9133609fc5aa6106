with

ledger_rows as (

    select * from {{ ref('int_ledger_rows_classified') }}
    where full_name = 'warranty.reserve_movements'

),

reserve_movements as (

    select * from {{ ref('fct_reserve_movements') }}
    where movement_type = 'opening'

),

final as (

    select
        row_key as movement_type,
        reason,
        amount
    from ledger_rows
    where row_key <> 'opening' or reason is not null

    union all

    select
        movement_type,
        case when not is_posting then 'compared_opening' end as reason,
        amount
    from reserve_movements

)

select * from final
