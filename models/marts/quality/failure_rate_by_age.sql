with

counted as (

    select * from {{ ref('int_failures_by_age_counted') }}

),

poisson_limits as (

    select * from {{ ref('poisson_limits') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- beyond the tabulated counts, the limits of Wilson and Hilferty agree to seven digits
limited as (

    select
        counted.model,
        counted.failure_mode,
        counted.months_in_service,
        counted.coverage_scope,
        counted.is_ended_by_usage,
        counted.cohort_units,
        cast(counted.unit_months as double) as unit_months,
        counted.cohort_units - counted.failed_units as units_at_risk,
        case when figures_delivered.has_claims then counted.events end as events,
        case when figures_delivered.has_claims then counted.first_failures end as first_failures,
        case when figures_delivered.has_claims then counted.cohort_events end as cohort_events,
        coalesce(
            poisson_limits.lower_95,
            counted.cohort_events * power(
                1 - cast(1 as double) / (9 * counted.cohort_events)
                - cast(1.959963984540054 as double) / (3 * sqrt(counted.cohort_events)),
                3
            )
        ) as events_lower_95,
        coalesce(
            poisson_limits.upper_95,
            (counted.cohort_events + 1) * power(
                1 - cast(1 as double) / (9 * (counted.cohort_events + 1))
                + cast(1.959963984540054 as double) / (3 * sqrt(counted.cohort_events + 1)),
                3
            )
        ) as events_upper_95
    from counted
    cross join figures_delivered
    left join poisson_limits on counted.cohort_events = poisson_limits.events

),

rated as (

    select
        model,
        failure_mode,
        months_in_service,
        coverage_scope,
        is_ended_by_usage,
        cohort_units,
        unit_months,
        units_at_risk,
        events,
        first_failures,
        cohort_events,
        1000 * cast(cohort_events as double) / nullif(cohort_units, 0) as r1000,
        case
            when cohort_events is not null
                then 1000 * events_lower_95 / nullif(cohort_units, 0)
        end as lower_95,
        case
            when cohort_events is not null
                then 1000 * events_upper_95 / nullif(cohort_units, 0)
        end as upper_95,
        -- the exact limit of no event at all is -ln(0.05), the rule of three
        case
            when cohort_events = 0
                then -1000 * ln(cast(0.05 as double)) / nullif(cohort_units, 0)
        end as zero_events_upper_95,
        1000 * cast(events as double) / nullif(unit_months, 0) as failures_per_1000_unit_months,
        cast(first_failures as double) / nullif(units_at_risk, 0) as hazard
    from limited

),

-- Kaplan and Meier's product; once every unit at risk has failed it stays 0
survived as (

    select
        model,
        failure_mode,
        months_in_service,
        max(case when hazard >= 1 then 1 else 0 end) over (
            partition by model, failure_mode order by months_in_service asc nulls last
            rows between unbounded preceding and current row
        ) as is_extinct,
        exp(sum(case when hazard < 1 then ln(1 - hazard) else 0 end) over (
            partition by model, failure_mode order by months_in_service asc nulls last
            rows between unbounded preceding and current row
        )) as survival
    from rated

),

final as (

    select
        rated.model,
        rated.failure_mode,
        rated.months_in_service,
        rated.units_at_risk,
        rated.first_failures,
        rated.events,
        rated.unit_months,
        rated.failures_per_1000_unit_months,
        rated.cohort_units,
        rated.cohort_events,
        rated.r1000,
        rated.lower_95,
        rated.upper_95,
        rated.zero_events_upper_95,
        case
            when rated.cohort_events is null then cast(null as double)
            when survived.is_extinct = 1 then cast(0 as double)
            else survived.survival
        end as survival,
        rated.cohort_events < 5 or rated.cohort_units < 30 as has_low_n,
        rated.coverage_scope,
        case when rated.is_ended_by_usage then 'modelled' else 'measured' end as evidence_grade,
        settings.as_of_date
    from rated
    cross join settings
    inner join survived
        on
            rated.model = survived.model
            and rated.failure_mode = survived.failure_mode
            and rated.months_in_service = survived.months_in_service

)

select * from final
