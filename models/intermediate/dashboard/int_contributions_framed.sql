with

framed as (

    select * from {{ ref('int_metrics_framed') }}
    where period = 'quarter'

),

by_period as (

    select * from {{ ref('int_metrics_by_period') }}
    where period = 'quarter'

),

metric_components as (

    select * from {{ ref('metric_components') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

metrics_available as (

    select * from {{ ref('int_metrics_available') }}
    where is_available

),

parts as (

    select * from {{ ref('int_part_contributions_counted') }}

),

-- the scores that are counted anew from rows do not add up over scopes, so they have no components
summed_metrics as (

    select distinct
        metric_components.metric,
        metric_definitions.denominator is not null as has_denominator
    from metric_components
    inner join metric_definitions on metric_components.metric = metric_definitions.metric
    inner join metrics_available on metric_components.metric = metrics_available.metric

),

part_members as (

    select distinct
        metric,
        part_no
    from parts

),

final as (

    select
        framed.metric,
        framed.scope_type as dimension,
        framed.scope as member,
        framed.period_start as quarter_start,
        coalesce(by_period.numerator, 0) as numerator,
        case when summed_metrics.has_denominator then coalesce(by_period.denominator, 0) end
            as denominator
    from framed
    inner join summed_metrics on framed.metric = summed_metrics.metric
    left join by_period
        on
            framed.metric = by_period.metric
            and framed.period_start = by_period.period_start
            and framed.scope_type = by_period.scope_type
            and framed.scope = by_period.scope

    union all

    select
        framed.metric,
        'part' as dimension,
        part_members.part_no as member,
        framed.period_start as quarter_start,
        coalesce(parts.amount, 0) as numerator,
        cast(null as decimal(28, 10)) as denominator
    from framed
    inner join summed_metrics on framed.metric = summed_metrics.metric
    inner join part_members on framed.metric = part_members.metric
    left join parts
        on
            part_members.metric = parts.metric
            and part_members.part_no = parts.part_no
            and framed.period_start = parts.quarter_start
    where framed.scope_type = 'company'

)

select * from final
