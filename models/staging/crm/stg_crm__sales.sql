with

accepted as (

    select * from {{ ref('base_crm__sales') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.sale_id,
        accepted.order_id,
        accepted.customer_id,
        accepted.product_id,
        accepted.unit_id,
        accepted.region_id,
        accepted.channel,
        accepted.ordered_on,
        case
            when accepted.delivered_on <= settings.as_of_date then accepted.delivered_on
        end as delivered_on,
        accepted.quantity,
        accepted.net_amount,
        accepted.currency,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
