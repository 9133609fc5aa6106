with

{%- set relations = gates() -%}
{%- set amounts = carried_amounts() %}

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

-- empty until dbt executes, because only then it knows the references of the sources
final as (

    select
        cast(null as string) as full_name,
        cast(null as string) as column_name,
        cast(null as string) as referenced_table,
        cast(0 as bigint) as reference_rows,
        cast(0 as bigint) as orphan_rows,
        cast(null as decimal(28, 2)) as orphan_amount
    where 1 = 0
    {%- for table, column, reference in contract_references() %}

        union all

        {{ reference_counts(table, column, reference, relations, amounts) }}
    {%- endfor %}

)

select * from final
