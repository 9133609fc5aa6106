with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

unit_returns as (

    select * from {{ ref('int_unit_returns') }}
    where back_on is null or out_on < back_on

),

-- a unit enters when it goes into service and again with each sale after a return
entered as (

    select
        unit_id,
        in_service_on as entered_on
    from units

    union

    select
        units.unit_id,
        unit_returns.back_on as entered_on
    from units
    inner join unit_returns on units.unit_id = unit_returns.unit_id
    where units.in_service_on < unit_returns.back_on

),

kept as (

    select
        entered.unit_id,
        entered.entered_on
    from entered
    left join unit_returns
        on
            entered.unit_id = unit_returns.unit_id
            and entered.entered_on >= unit_returns.out_on
            and (unit_returns.back_on is null or entered.entered_on < unit_returns.back_on)
    where unit_returns.unit_id is null

),

-- it leaves on the first return after that, or by its status
closed as (

    select
        kept.unit_id,
        kept.entered_on,
        min(unit_returns.out_on) as out_on
    from kept
    left join unit_returns
        on kept.unit_id = unit_returns.unit_id and kept.entered_on < unit_returns.out_on
    group by kept.unit_id, kept.entered_on

),

final as (

    select
        closed.unit_id,
        closed.entered_on,
        case
            when closed.out_on is null then units.left_field_on
            when units.left_field_on < closed.out_on then units.left_field_on
            else closed.out_on
        end as left_on
    from closed
    inner join units on closed.unit_id = units.unit_id
    where units.left_field_on is null or closed.entered_on < units.left_field_on

)

select * from final
