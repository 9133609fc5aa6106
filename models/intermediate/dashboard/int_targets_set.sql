with

targets as (

    select * from {{ ref('stg_planning__targets') }}

),

-- the contract asks of a company target no certain scope name
final as (

    select
        metric,
        period,
        period_start,
        scope_type,
        case when scope_type = 'company' then 'company' else scope end as scope,
        cast(max(target_value) as double) as target_value
    from targets
    group by
        metric,
        period,
        period_start,
        scope_type,
        case when scope_type = 'company' then 'company' else scope end

)

select * from final
