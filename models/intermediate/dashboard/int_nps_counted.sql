with

answers as (

    select * from {{ ref('int_nps_answers_scoped') }}

),

periods as (

    select
        metric,
        scope_type,
        scope,
        'month' as period,
        month_start as period_start,
        response_id,
        respondent,
        answered_at,
        points
    from answers

    union all

    select
        metric,
        scope_type,
        scope,
        'quarter' as period,
        quarter_start as period_start,
        response_id,
        respondent,
        answered_at,
        points
    from answers

    union all

    select
        metric,
        scope_type,
        scope,
        'year' as period,
        year_start as period_start,
        response_id,
        respondent,
        answered_at,
        points
    from answers

),

-- one answer counts per customer, period and scope: the latest
ranked as (

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        points,
        row_number() over (
            partition by metric, scope_type, scope, period, period_start, respondent
            order by answered_at desc nulls last, response_id desc nulls last
        ) as answer_rank
    from periods

),

final as (

    select
        metric,
        scope_type,
        scope,
        period,
        period_start,
        cast(sum(points) as decimal(28, 10)) as numerator,
        cast(count(*) as decimal(28, 10)) as denominator
    from ranked
    where answer_rank = 1
    group by metric, scope_type, scope, period, period_start

)

select * from final
