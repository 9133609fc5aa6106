{# The contract of one raw table, as its source's metadata holds it; `is_deleted` comes last. #}
{% macro contract_of(system, table) -%}
    {%- set node = graph.sources.values()
        | selectattr('source_name', 'equalto', system)
        | selectattr('name', 'equalto', table) | first -%}
    {%- set columns = [] -%}
    {%- set amounts = [] -%}
    {%- set masked = [] -%}
    {%- set found = namespace(currency=none) -%}
    {%- for column in node.columns.values() if column.config.meta.get('type') -%}
        {%- set meta = column.config.meta -%}
        {%- do columns.append(dict(meta, name=column.name)) -%}
        {%- if column.name == 'currency' %}{% set found.currency = meta %}{% endif -%}
        {%- if meta.get('pii') %}{% do masked.append(column.name) %}{% endif -%}
        {%- if meta.type in ('decimal(18,2)', 'decimal(18,4)') %}
            {%- do amounts.append(column.name) %}{% endif -%}
    {%- endfor -%}
    {{ return({
        'key': node.config.meta.key,
        'columns': columns,
        'masked': masked,
        'not_after': node.config.meta.get('not_after', []),
        'checks': node.config.meta.get('checks', []),
        'amounts': amounts if found.currency else [],
        'has_optional_currency': found.currency and not found.currency.get('required'),
    }) }}
{%- endmacro %}

{# Every reference of the contract: (`crm.sales`, `customer_id`, `crm.customers.customer_id`), .. #}
{% macro contract_references() -%}
    {%- set found = [] -%}
    {%- for node in (graph.sources.values() if execute else []) -%}
        {%- for column in node.columns.values() if column.config.meta.get('references') -%}
            {%- do found.append((
                node.source_name ~ '.' ~ node.name, column.name, column.config.meta.references
            )) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}
