with

stock_counts as (

    select * from {{ ref('int_stock_counts_last') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}

),

counted as (

    select
        snapshot_on,
        count(*) as stock_counts
    from stock_counts
    group by snapshot_on

),

in_force as (

    select
        counted.snapshot_on,
        assumptions.assumption,
        cast(assumptions.value as decimal(9, 6)) as assumed_value
    from counted
    inner join assumptions
        on
            counted.snapshot_on >= assumptions.valid_from
            and counted.snapshot_on < assumptions.valid_to
    where
        assumptions.assumption in (
            'excess_horizon_months', 'obsolete_after_months',
            'provision_share_excess', 'provision_share_obsolete'
        )

),

final as (

    select
        snapshot_on,
        max(case assumption when 'excess_horizon_months' then assumed_value end)
            as horizon_months,
        max(case assumption when 'obsolete_after_months' then assumed_value end)
            as obsolete_months,
        max(case assumption when 'provision_share_excess' then assumed_value end) as share_excess,
        max(case assumption when 'provision_share_obsolete' then assumed_value end)
            as share_obsolete
    from in_force
    group by snapshot_on

)

select * from final
