with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand

),

unit_components as (

    select * from {{ ref('int_unit_components_dated') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

in_field as (

    select * from {{ ref('int_units_in_field') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

gathered as (

    select
        quality_issues.original_issue_id,
        units.unit_id,
        1 as is_exposed
    from quality_issues
    inner join units on quality_issues.affected_batch = units.production_batch

    union all

    select
        quality_issues.original_issue_id,
        unit_components.unit_id,
        case when unit_components.is_installed then 1 else 0 end as is_exposed
    from quality_issues
    left join parts on quality_issues.part_no = parts.part_no
    inner join unit_components
        on
            quality_issues.affected_lot_no = unit_components.lot_no
            and coalesce(parts.final_part_no, quality_issues.part_no)
            = unit_components.final_part_no

),

exposed as (

    select
        original_issue_id,
        unit_id,
        max(is_exposed) = 1 as is_exposed
    from gathered
    group by original_issue_id, unit_id

),

-- a unit once in service and no longer in the field came back, whatever its status says
final as (

    select
        exposed.original_issue_id,
        exposed.unit_id,
        case
            when not exposed.is_exposed then 'replaced'
            when in_field.unit_id is not null then 'in_field'
            when units.status in ('exported', 'scrapped') then units.status
            when units.status = 'returned' then 'returned'
            when units.in_service_on <= settings.as_of_date then 'returned'
            else 'undelivered'
        end as place
    from exposed
    cross join settings
    inner join units on exposed.unit_id = units.unit_id
    left join in_field on exposed.unit_id = in_field.unit_id

)

select * from final
