with

unit_months as (

    select * from {{ ref('fct_unit_months') }}

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}

),

-- days are whole numbers, so their sums do not depend on the order of the rows
summed as (

    select
        failure_windows.window_name,
        unit_months.product_id,
        unit_months.days_in_month,
        sum(unit_months.days_in_field) as days_in_field
    from unit_months
    inner join failure_windows
        on
            unit_months.month_start >= failure_windows.starts_on
            and unit_months.month_start <= failure_windows.ends_on
    group by
        failure_windows.window_name,
        unit_months.product_id,
        unit_months.days_in_month

),

exposed as (

    select
        window_name,
        product_id,
        sum(cast(round(cast(days_in_field as double) / days_in_month, 9) as decimal(28, 9)))
            as unit_months
    from summed
    group by window_name, product_id

),

counted as (

    select
        failure_windows.window_name,
        unit_months.product_id,
        unit_months.product_line,
        count(distinct unit_months.unit_id) as units_in_field
    from unit_months
    inner join failure_windows
        on
            unit_months.month_start >= failure_windows.starts_on
            and unit_months.month_start <= failure_windows.ends_on
    group by
        failure_windows.window_name,
        unit_months.product_id,
        unit_months.product_line

),

final as (

    select
        counted.window_name,
        counted.product_id,
        counted.product_line,
        cast(exposed.unit_months as decimal(28, 9)) as unit_months,
        counted.units_in_field
    from counted
    inner join exposed
        on
            counted.window_name = exposed.window_name
            and counted.product_id = exposed.product_id

)

select * from final
