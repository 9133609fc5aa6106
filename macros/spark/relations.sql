{#
    Tables and views on Spark. The adapter opens every session with ANSI mode off, where an overflow
    or a bad cast silently becomes null; it is put on again, so that both engines fail alike.
#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- do run_query('set spark.sql.ansi.enabled = true') -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        {%- set compiled_code = get_select_subquery(compiled_code) -%}
    {%- endif -%}
    create {{ 'or replace temporary view' if temporary else 'table' }} {{ relation }}
    {% if not temporary -%}
    {{ file_format_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ comment_clause() }}
    {%- endif %}
    as
    {{ compiled_code }}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    {%- do run_query('set spark.sql.ansi.enabled = true') -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif -%}
    create or replace view {{ relation }}
    {{ comment_clause() }}
    as
    {{ sql }}
{%- endmacro %}

{# A description as a comment: Spark reads backslashes and quotes in a string literal as escapes. #}
{% macro spark__comment_clause() -%}
    {%- if config.get('persist_docs', {}).get('relation') and model.description -%}
    comment '{{ model.description | replace('\\', '\\\\') | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

{# Parquet tables take no constraint: DuckDB enforces them, and data tests check them on both. #}
{% macro spark__persist_constraints(relation, model) %}{% endmacro %}
