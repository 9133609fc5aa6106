{#
    Contracts on Spark, checked to the precision of a decimal. The adapter compares the types that a
    Thrift cursor names, where every decimal is alike; `describe query` tells them whole, and costs
    one analysis instead of two queries.
#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
    {%- set promised = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do promised.append(spark_typed(column.name, column.data_type)) -%}
    {%- endfor -%}
    {%- set selected = [] -%}
    {%- for row in run_query('describe query ' ~ sql) -%}
        {%- do selected.append(spark_typed(row[0], row[1])) -%}
    {%- endfor -%}
    {%- if not promised
        or promised | map(attribute='formatted') | sort
        != selected | map(attribute='formatted') | sort -%}
        {%- do exceptions.raise_contract_error(promised, selected) -%}
    {%- endif -%}
{%- endmacro %}

{# A column as contract errors show it, with Spark's own name for its type. #}
{% macro spark_typed(name, data_type) -%}
    {%- set own = data_type | lower | replace(' ', '') | replace('integer', 'int')
        | replace('varchar', 'string') -%}
    {{ return({'name': name, 'data_type': own, 'formatted': name | lower ~ ' ' ~ own}) }}
{%- endmacro %}
