with

sales as (

    select * from {{ ref('stg_crm__sales') }}

),

sale_adjustments as (

    select * from {{ ref('stg_crm__sale_adjustments') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

returned as (

    select
        sales.unit_id,
        sales.sale_id,
        sales.delivered_on,
        min(sale_adjustments.adjusted_on) as out_on
    from sale_adjustments
    cross join settings
    inner join sales on sale_adjustments.sale_id = sales.sale_id
    where
        sale_adjustments.adjustment_type in ('return', 'cancellation')
        and sale_adjustments.adjusted_on <= settings.as_of_date
        and sales.unit_id is not null
        and sales.delivered_on is not null
    group by sales.unit_id, sales.sale_id, sales.delivered_on

),

final as (

    select
        returned.unit_id,
        returned.sale_id,
        returned.out_on,
        min(later_sales.delivered_on) as back_on
    from returned
    left join sales as later_sales
        on
            returned.unit_id = later_sales.unit_id
            and returned.sale_id <> later_sales.sale_id
            and returned.delivered_on < later_sales.delivered_on
    group by returned.unit_id, returned.sale_id, returned.out_on

)

select * from final
