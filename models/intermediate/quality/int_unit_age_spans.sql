with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

service_age_bands as (

    select * from {{ ref('service_age_bands') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

spanned as (

    select
        units.unit_id,
        units.product_id,
        service_age_bands.band_no,
        {{ add_months('units.in_service_on', 'service_age_bands.months_from') }} as starts_on,
        {{ add_months('units.in_service_on', 'service_age_bands.months_to') }} as ends_on
    from units
    cross join service_age_bands

),

final as (

    select
        spanned.unit_id,
        spanned.product_id,
        spanned.band_no,
        spanned.starts_on,
        spanned.ends_on
    from spanned
    inner join settings on spanned.starts_on <= settings.as_of_date

)

select * from final
