{{ config(materialized='view') }}

with

readings as (

    select * from {{ ref('int_readings_measured') }}

),

operating_conditions as (

    select * from {{ ref('operating_conditions') }}

),

final as (

    select
        readings.unit_id,
        readings.product_id,
        readings.usage_on,
        readings.until_on,
        operating_conditions.condition_name
    from readings
    inner join operating_conditions
        on
            readings.measure = operating_conditions.measure
            and coalesce(readings.measured_value >= operating_conditions.lower_bound, true)
            and coalesce(readings.measured_value < operating_conditions.upper_bound, true)

)

select * from final
