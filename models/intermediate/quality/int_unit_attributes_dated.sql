with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

unit_components as (

    select * from {{ ref('stg_warranty__unit_components') }}

),

software_installs as (

    select * from {{ ref('stg_telemetry__software_installs') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

installed as (

    select
        software_installs.unit_id,
        software_installs.package,
        software_installs.version,
        {{ local_date('software_installs.installed_at', 'units.timezone') }} as installed_on,
        lead({{ local_date('software_installs.installed_at', 'units.timezone') }}) over (
            partition by software_installs.unit_id, software_installs.package
            order by software_installs.installed_at nulls last
        ) as replaced_on
    from software_installs
    inner join units on software_installs.unit_id = units.unit_id

),

-- the subject is what a unit has one value of at a time: a position, a package, or itself
gathered as (

    select
        unit_id,
        'build_month' as attribute_name,
        'unit' as subject,
        cast(cast(date_trunc('month', built_on) as date) as string) as attribute_value,
        cast('1900-01-01' as date) as valid_from,
        cast(null as date) as valid_to
    from units

    union all

    select
        unit_id,
        'production_batch' as attribute_name,
        'unit' as subject,
        production_batch as attribute_value,
        cast('1900-01-01' as date) as valid_from,
        cast(null as date) as valid_to
    from units

    union all

    select
        unit_id,
        'plant' as attribute_name,
        'unit' as subject,
        plant as attribute_value,
        cast('1900-01-01' as date) as valid_from,
        cast(null as date) as valid_to
    from units

    union all

    select
        unit_id,
        'region' as attribute_name,
        'unit' as subject,
        nullif(region_id, 'unknown') as attribute_value,
        cast('1900-01-01' as date) as valid_from,
        cast(null as date) as valid_to
    from units

    union all

    select
        unit_id,
        'component_lot' as attribute_name,
        component_position as subject,
        component_position || ' ' || lot_no as attribute_value,
        installed_on as valid_from,
        removed_on as valid_to
    from unit_components

    union all

    select
        unit_id,
        'supplier' as attribute_name,
        component_position as subject,
        component_position || ' ' || supplier_id as attribute_value,
        installed_on as valid_from,
        removed_on as valid_to
    from unit_components

    union all

    select
        unit_id,
        'software_version' as attribute_name,
        package as subject,
        package || ' ' || version as attribute_value,
        installed_on as valid_from,
        replaced_on as valid_to
    from installed

),

final as (

    select
        gathered.unit_id,
        units.product_id,
        gathered.attribute_name,
        gathered.subject,
        gathered.attribute_value,
        gathered.valid_from,
        coalesce(gathered.valid_to, cast('9999-12-31' as date)) as valid_to
    from gathered
    inner join units on gathered.unit_id = units.unit_id
    cross join settings
    where
        gathered.attribute_value is not null
        and gathered.valid_from <= settings.as_of_date
        and (gathered.valid_to is null or gathered.valid_from < gathered.valid_to)

)

select * from final
