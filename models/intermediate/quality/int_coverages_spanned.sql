with

coverages as (

    select * from {{ ref('stg_warranty__coverages') }}

),

coverage_scopes as (

    select * from {{ ref('coverage_scopes') }}

),

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

usage_readings as (

    select * from {{ ref('int_usage_readings_chosen') }}

),

limited as (

    select
        coverages.unit_id,
        coverages.coverage_id,
        coverage_scopes.coverage_scope,
        coverages.starts_on,
        coverages.ends_on,
        -- 200 years are beyond every term, and within every date
        {{ add_days(
            'units.in_service_on',
            'least(floor(coverages.usage_limit * usage_readings.usage_days '
            ~ '/ usage_readings.usage_amount), 73000)'
        ) }} as usage_end_on
    from coverages
    inner join coverage_scopes on coverages.coverage_type = coverage_scopes.coverage_type
    inner join units on coverages.unit_id = units.unit_id
    inner join usage_readings on coverages.unit_id = usage_readings.unit_id

),

ended as (

    select
        unit_id,
        coverage_id,
        coverage_scope,
        starts_on,
        least(usage_end_on, ends_on) as last_covered_on,
        ends_on
    from limited

),

followed as (

    select
        unit_id,
        coverage_id,
        coverage_scope,
        starts_on,
        last_covered_on,
        ends_on,
        max(last_covered_on) over (
            partition by unit_id, coverage_scope
            order by starts_on asc nulls last, coverage_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_before_on
    from ended

),

-- a gap ends what the warranty sees of a unit: only the first spell counts
numbered as (

    select
        unit_id,
        coverage_scope,
        last_covered_on,
        ends_on,
        sum(
            case when starts_on > {{ add_days('covered_before_on', 1) }} then 1 else 0 end
        ) over (
            partition by unit_id, coverage_scope
            order by starts_on asc nulls last, coverage_id asc nulls last
            rows between unbounded preceding and current row
        ) as gaps
    from followed

),

final as (

    select
        unit_id,
        coverage_scope,
        max(last_covered_on) as last_covered_on,
        max(last_covered_on) < max(ends_on) as is_ended_by_usage
    from numbered
    where gaps = 0
    group by unit_id, coverage_scope

)

select * from final
