{{ config(enabled=target.type == 'spark') }}
with

counted as (

    select * from {{ ref('int_life_ages_counted') }}

),

-- the empty table: dbt runs no Python on Spark, so orchestration/spark_build.py fills it
final as (

    select
        model,
        part_no,
        cast(null as string) as convention,
        cast(null as string) as fit_status,
        cast(null as double) as weibull_shape,
        cast(null as double) as weibull_scale,
        cast(null as double) as b10,
        cast(null as double) as mttf,
        cast(null as double) as log_likelihood,
        cast(null as double) as exponential_mean
    from counted
    where false

)

select * from final
