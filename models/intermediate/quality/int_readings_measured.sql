{{ config(materialized='view') }}

with

usage_days as (

    select * from {{ ref('int_usage_days_spanned') }}

),

final as (

    select
        unit_id,
        product_id,
        product_line,
        usage_on,
        until_on,
        'min_temp_c' as measure,
        cast(min_temp_c as double) as measured_value
    from usage_days
    where min_temp_c is not null
    union all
    select
        unit_id,
        product_id,
        product_line,
        usage_on,
        until_on,
        'starts' as measure,
        cast(starts as double) as measured_value
    from usage_days
    where starts is not null

)

select * from final
