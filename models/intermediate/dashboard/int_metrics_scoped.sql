with

metrics_counted as (

    select * from {{ ref('int_metrics_counted') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

scoped as (

    select
        metric,
        'company' as scope_type,
        'company' as scope,
        month_start,
        numerator,
        denominator
    from metrics_counted

    union all

    select
        metrics_counted.metric,
        'product_line' as scope_type,
        metrics_counted.product_line as scope,
        metrics_counted.month_start,
        metrics_counted.numerator,
        metrics_counted.denominator
    from metrics_counted
    inner join metric_definitions on metrics_counted.metric = metric_definitions.metric
    where metric_definitions.has_product_lines

    union all

    select
        metrics_counted.metric,
        'region' as scope_type,
        metrics_counted.region_id as scope,
        metrics_counted.month_start,
        metrics_counted.numerator,
        metrics_counted.denominator
    from metrics_counted
    inner join metric_definitions on metrics_counted.metric = metric_definitions.metric
    where metric_definitions.has_regions

),

final as (

    select
        metric,
        scope_type,
        scope,
        month_start,
        cast(sum(numerator) as decimal(28, 10)) as numerator,
        cast(sum(denominator) as decimal(28, 10)) as denominator
    from scoped
    group by metric, scope_type, scope, month_start

)

select * from final
