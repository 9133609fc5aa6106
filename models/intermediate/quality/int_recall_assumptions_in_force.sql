with

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption like 'recall%'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- decimals, so that a share of an amount is exact to the cent
in_force as (

    select
        settings.as_of_date,
        replace(assumptions.assumption, 'recall_', '') as assumption_name,
        cast(assumptions.value as decimal(9, 6)) as assumed_value
    from settings
    left join assumptions
        on
            settings.as_of_date >= assumptions.valid_from
            and settings.as_of_date < assumptions.valid_to

),

final as (

    select
        as_of_date,
        max(case assumption_name when 'completion_low' then assumed_value end) as completion_low,
        max(case assumption_name when 'completion_base' then assumed_value end) as completion_base,
        max(case assumption_name when 'completion_high' then assumed_value end) as completion_high,
        max(case assumption_name when 'probability' then assumed_value end) as probability
    from in_force
    group by as_of_date

)

select * from final
