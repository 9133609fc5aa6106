with

units as (

    select * from {{ ref('int_units_observed') }}

),

failure_modes as (

    select * from {{ ref('int_failure_modes_covered') }}

),

failures as (

    select * from {{ ref('int_failures_aged') }}

),

months as (

    select
        cast(row_number() over (order by month_start asc nulls last) - 1 as bigint)
            as months_in_service
    from {{ ref('dim_dates') }}
    where date_day = month_start

),

-- a unit is in the cohort of every age up to the one at which it was last observed
lasting as (

    select
        model,
        coverage_scope,
        months_observed,
        count(*) as units,
        sum(last_month_share) as last_months,
        count(case when is_ended_by_usage then 1 end) as units_ended_by_usage
    from units
    group by model, coverage_scope, months_observed

),

spanned as (

    select
        model,
        coverage_scope,
        max(months_observed) as last_month,
        sum(units_ended_by_usage) as units_ended_by_usage
    from lasting
    group by model, coverage_scope

),

-- an event counts from its age on, for as long as its unit is in the cohort
stepped as (

    select
        failure_mode,
        model,
        months_in_service,
        1 as events,
        case when is_first_failure then 1 else 0 end as first_failures,
        1 as cohort_step,
        0 as failed_step
    from failures

    union all

    select
        failure_mode,
        model,
        months_in_service + 1 as months_in_service,
        0 as events,
        0 as first_failures,
        0 as cohort_step,
        1 as failed_step
    from failures
    where is_first_failure

    union all

    select
        failure_mode,
        model,
        months_observed + 1 as months_in_service,
        0 as events,
        0 as first_failures,
        -1 as cohort_step,
        case when is_first_failure then -1 else 0 end as failed_step
    from failures

),

summed as (

    select
        failure_mode,
        model,
        months_in_service,
        sum(events) as events,
        sum(first_failures) as first_failures,
        sum(cohort_step) as cohort_step,
        sum(failed_step) as failed_step
    from stepped
    group by failure_mode, model, months_in_service

),

final as (

    select
        spanned.model,
        failure_modes.failure_mode,
        months.months_in_service,
        failure_modes.coverage_scope,
        spanned.units_ended_by_usage > 0 as is_ended_by_usage,
        cast(sum(coalesce(lasting.units, 0)) over (
            partition by spanned.model, failure_modes.failure_mode
            order by months.months_in_service desc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as cohort_units,
        cast(
            cast(coalesce(lasting.last_months, 0) as decimal(27, 9))
            + cast(coalesce(sum(lasting.units) over (
                partition by spanned.model, failure_modes.failure_mode
                order by months.months_in_service desc nulls last
                rows between unbounded preceding and 1 preceding
            ), 0) as bigint) as decimal(28, 9)
        ) as unit_months,
        cast(sum(coalesce(summed.cohort_step, 0)) over (
            partition by spanned.model, failure_modes.failure_mode
            order by months.months_in_service asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as cohort_events,
        cast(sum(coalesce(summed.failed_step, 0)) over (
            partition by spanned.model, failure_modes.failure_mode
            order by months.months_in_service asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as failed_units,
        cast(coalesce(summed.events, 0) as bigint) as events,
        cast(coalesce(summed.first_failures, 0) as bigint) as first_failures
    from failure_modes
    inner join spanned
        on
            failure_modes.model = spanned.model
            and failure_modes.coverage_scope = spanned.coverage_scope
    inner join months on spanned.last_month >= months.months_in_service
    left join lasting
        on
            failure_modes.model = lasting.model
            and failure_modes.coverage_scope = lasting.coverage_scope
            and months.months_in_service = lasting.months_observed
    left join summed
        on
            failure_modes.model = summed.model
            and failure_modes.failure_mode = summed.failure_mode
            and months.months_in_service = summed.months_in_service

)

select * from final
