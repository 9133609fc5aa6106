with

counted as (

    select * from {{ ref('int_life_ages_counted') }}

),

failures as (

    select * from {{ ref('int_part_failures_aged') }}

),

fits as (

    select * from {{ ref('int_life_distributions_fitted') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

conventions as (

    select 'exact' as convention
    union all
    select 'interval' as convention

),

scoped as (

    select
        model,
        part_no,
        coverage_scope
    from failures
    group by model, part_no, coverage_scope

),

summed as (

    select
        model,
        part_no,
        cast(sum(failures) as bigint) as failures,
        cast(sum(suspensions) as bigint) as suspensions
    from counted
    group by model, part_no

),

final as (

    select
        summed.model,
        summed.part_no,
        conventions.convention,
        coalesce(parts.part_name, 'unknown') as part_name,
        summed.failures,
        summed.suspensions,
        coalesce(fits.fit_status, 'not_fitted') as fit_status,
        fits.weibull_shape,
        fits.weibull_scale,
        fits.b10,
        fits.mttf,
        fits.log_likelihood,
        fits.exponential_mean,
        summed.failures < 5 or summed.failures + summed.suspensions < 30 as has_low_n,
        scoped.coverage_scope,
        'modelled' as evidence_grade,
        settings.as_of_date
    from summed
    cross join conventions
    cross join settings
    inner join scoped on summed.model = scoped.model and summed.part_no = scoped.part_no
    left join fits
        on
            summed.model = fits.model
            and summed.part_no = fits.part_no
            and conventions.convention = fits.convention
    left join parts on summed.part_no = parts.part_no

)

select * from final
