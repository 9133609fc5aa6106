with

failures as (

    select * from {{ ref('int_part_failures_aged') }}

),

units as (

    select * from {{ ref('int_units_observed') }}

),

fitted as (

    select * from {{ ref('int_parts_fitted') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'life_fit_failures'

),

applied as (

    select part_no
    from fitted
    group by part_no

),

failed_parts as (

    select
        model,
        part_no,
        coverage_scope
    from failures
    group by model, part_no, coverage_scope

),

lasting as (

    select
        model,
        product_id,
        coverage_scope,
        months_observed,
        count(*) as units
    from units
    group by model, product_id, coverage_scope, months_observed

),

-- a unit that bears the part is suspended at the end of its observation, unless the part failed
stepped as (

    select
        failed_parts.model,
        failed_parts.part_no,
        lasting.months_observed as age,
        0 as failures,
        lasting.units as suspensions
    from failed_parts
    inner join lasting
        on
            failed_parts.model = lasting.model
            and failed_parts.coverage_scope = lasting.coverage_scope
    left join applied on failed_parts.part_no = applied.part_no
    left join fitted
        on failed_parts.part_no = fitted.part_no and lasting.product_id = fitted.product_id
    where applied.part_no is null or fitted.part_no is not null

    union all

    select
        failures.model,
        failures.part_no,
        failures.months_observed as age,
        0 as failures,
        -1 as suspensions
    from failures
    left join applied on failures.part_no = applied.part_no
    left join fitted
        on failures.part_no = fitted.part_no and failures.product_id = fitted.product_id
    where applied.part_no is null or fitted.part_no is not null

    union all

    select
        model,
        part_no,
        months_in_service as age,
        1 as failures,
        0 as suspensions
    from failures

),

summed as (

    select
        model,
        part_no,
        age,
        sum(failures) as failures,
        sum(suspensions) as suspensions
    from stepped
    group by model, part_no, age

),

final as (

    select
        summed.model,
        summed.part_no,
        summed.age,
        cast(summed.failures as bigint) as failures,
        cast(summed.suspensions as bigint) as suspensions,
        assumptions.value as least_failures
    from summed
    cross join settings
    inner join assumptions
        on
            settings.as_of_date >= assumptions.valid_from
            and settings.as_of_date < assumptions.valid_to
    where summed.failures > 0 or summed.suspensions > 0

)

select * from final
