with

readings as (

    select * from {{ ref('int_readings_measured') }}

),

thresholds as (

    select * from {{ ref('int_usage_thresholds_ranged') }}

),

final as (

    select
        readings.product_line,
        thresholds.scenario,
        readings.unit_id,
        readings.usage_on as seen_on
    from readings
    inner join thresholds
        on
            readings.measure = thresholds.measure
            and readings.usage_on >= thresholds.valid_from
            and readings.usage_on < thresholds.valid_to
            and coalesce(readings.measured_value >= thresholds.at_least, true)
            and coalesce(readings.measured_value <= thresholds.at_most, true)

)

select * from final
