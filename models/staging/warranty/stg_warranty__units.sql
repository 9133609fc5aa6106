with

accepted as (

    select * from {{ ref('base_warranty__units') }}
    where row_state = 'accepted'

),

settings as (

    select * from {{ ref('stg_build__settings') }}

),

renamed as (

    select
        accepted.unit_id,
        accepted.product_id,
        accepted.built_on,
        accepted.plant,
        accepted.production_batch,
        case
            when accepted.shipped_on <= settings.as_of_date then accepted.shipped_on
        end as shipped_on,
        case
            when accepted.in_service_on <= settings.as_of_date then accepted.in_service_on
        end as in_service_on,
        accepted.customer_id,
        accepted.region_id,
        accepted.status,
        accepted.status_on,
        accepted.manufacturing_cost,
        accepted.updated_at,
        accepted.extra_columns,
        accepted._file,
        accepted._row_number
    from accepted
    cross join settings

)

select * from renamed
