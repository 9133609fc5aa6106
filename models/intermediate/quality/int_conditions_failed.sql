with

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

readings as (

    select * from {{ ref('int_readings_classified') }}

),

part_products as (

    select * from {{ ref('int_part_products_exposed') }}

),

-- the reading that covers the day of failure, of a unit that is in the exposure
final as (

    select
        failure_events.claim_id,
        failure_events.part_no,
        readings.condition_name
    from failure_events
    inner join readings
        on
            failure_events.unit_id = readings.unit_id
            and failure_events.failed_on >= readings.usage_on
            and failure_events.failed_on < readings.until_on
    inner join part_products
        on
            failure_events.part_no = part_products.part_no
            and readings.product_id = part_products.product_id

)

select * from final
