with

stock_judged as (

    select * from {{ ref('int_stock_excess_judged') }}

),

valued as (

    select
        quarter_start,
        case
            when is_obsolete then cast(0 as decimal(18, 2))
            else {{ to_reporting('excess_qty * unit_cost', 'rate') }}
        end as excess_amount,
        case
            when is_obsolete then {{ to_reporting('on_hand_qty * unit_cost', 'rate') }}
            else cast(0 as decimal(18, 2))
        end as obsolete_amount,
        share_excess,
        share_obsolete
    from stock_judged
    where unit_cost is not null

),

final as (

    select
        quarter_start,
        cast(sum(excess_amount) as decimal(28, 2)) as excess_amount,
        cast(sum(obsolete_amount) as decimal(28, 2)) as obsolete_amount,
        cast(sum(
            cast(round(excess_amount * share_excess, 2) as decimal(28, 2))
            + cast(round(obsolete_amount * share_obsolete, 2) as decimal(28, 2))
        ) as decimal(28, 2)) as provision_amount
    from valued
    group by quarter_start

)

select * from final
