with

readings as (

    select * from {{ ref('int_readings_classified') }}

),

-- one row per unit first, so that units and days add up over products
met as (

    select
        unit_id,
        product_id,
        condition_name,
        count(*) as readings,
        sum({{ days_between('usage_on', 'until_on') }}) as unit_days
    from readings
    group by unit_id, product_id, condition_name

),

final as (

    select
        product_id,
        condition_name,
        count(*) as units_exposed,
        cast(sum(readings) as bigint) as readings,
        cast(sum(unit_days) as bigint) as unit_days
    from met
    group by product_id, condition_name

)

select * from final
