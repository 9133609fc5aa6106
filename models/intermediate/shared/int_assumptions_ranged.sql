with

defaults as (

    select * from {{ ref('assumptions') }}

),

company as (

    select * from {{ ref('stg_planning__assumptions') }}

),

-- from the company's first date on, its own values hold and the default's later dates fall away
first_company as (

    select
        assumption,
        min(valid_from) as first_on
    from company
    group by assumption

),

combined as (

    select
        defaults.assumption,
        defaults.valid_from,
        defaults.value,
        defaults.unit,
        defaults.source,
        true as is_default
    from defaults
    left join first_company on defaults.assumption = first_company.assumption
    where first_company.first_on is null or defaults.valid_from < first_company.first_on

    union all

    select
        assumption,
        valid_from,
        cast(value as double) as value,
        unit,
        source,
        false as is_default
    from company

),

final as (

    select
        assumption,
        valid_from,
        lead(valid_from, 1, cast('9999-12-31' as date)) over (
            partition by assumption order by valid_from nulls last
        ) as valid_to,
        value,
        unit,
        source,
        is_default
    from combined

)

select * from final
