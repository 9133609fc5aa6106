with

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

references_counted as (

    select * from {{ ref('int_references_counted') }}

),

values_doubted as (

    select * from {{ ref('int_values_doubted') }}

),

checked_references as (

    select
        'orphan_reference' as warning,
        deliveries.system,
        deliveries.table_name,
        references_counted.column_name,
        references_counted.referenced_table,
        deliveries.is_delivered and parents.is_delivered as is_checked,
        references_counted.reference_rows,
        references_counted.orphan_rows,
        references_counted.orphan_amount
    from references_counted
    inner join deliveries
        on references_counted.full_name = deliveries.system || '.' || deliveries.table_name
    inner join deliveries as parents
        on references_counted.referenced_table = parents.system || '.' || parents.table_name

),

final as (

    select
        warning,
        system,
        table_name,
        column_name,
        referenced_table,
        is_checked,
        reference_rows,
        case when is_checked then orphan_rows end as warned_rows,
        case when is_checked then cast(orphan_amount as decimal(28, 2)) end as warned_amount
    from checked_references

    union all

    select
        values_doubted.warning,
        deliveries.system,
        deliveries.table_name,
        values_doubted.column_name,
        cast(null as string) as referenced_table,
        true as is_checked,
        values_doubted.noted_rows as reference_rows,
        values_doubted.doubted_rows as warned_rows,
        cast(null as decimal(28, 2)) as warned_amount
    from values_doubted
    inner join deliveries
        on values_doubted.full_name = deliveries.system || '.' || deliveries.table_name

)

select * from final
