with

usage_days as (

    select * from {{ ref('stg_telemetry__usage_daily') }}

),

unit_field_periods as (

    select * from {{ ref('int_unit_field_periods') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'telemetry_reading_days'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

bounded as (

    select
        usage_days.unit_id,
        usage_days.usage_on,
        usage_days.min_temp_c,
        usage_days.starts,
        unit_field_periods.left_on,
        {{ add_days('settings.as_of_date', 1) }} as after_as_of,
        {{ add_days('usage_days.usage_on', 'assumptions.value') }} as expires_on,
        lead(usage_days.usage_on) over (
            partition by usage_days.unit_id order by usage_days.usage_on nulls last
        ) as next_on
    from usage_days
    cross join settings
    inner join unit_field_periods
        on
            usage_days.unit_id = unit_field_periods.unit_id
            and usage_days.usage_on >= unit_field_periods.entered_on
            and (
                unit_field_periods.left_on is null
                or usage_days.usage_on < unit_field_periods.left_on
            )
    inner join assumptions
        on
            usage_days.usage_on >= assumptions.valid_from
            and usage_days.usage_on < assumptions.valid_to
    where usage_days.usage_on <= settings.as_of_date

),

-- a reading tells of the days until the next, the unit's leaving, or its own expiry
final as (

    select
        bounded.unit_id,
        units.product_id,
        units.product_line,
        bounded.usage_on,
        least(
            bounded.expires_on,
            bounded.after_as_of,
            coalesce(bounded.next_on, bounded.expires_on),
            coalesce(bounded.left_on, bounded.expires_on)
        ) as until_on,
        bounded.min_temp_c,
        bounded.starts
    from bounded
    inner join units on bounded.unit_id = units.unit_id

)

select * from final
