{#
    The five casts from delivered text: a pattern decides, the cast only converts, so that both
    engines read the same text alike. Each gives null where the text is not of the type.
#}
{% macro text_to_type(text, data_type) -%}
    {%- if data_type == 'varchar' -%}{{ text }}
    {%- elif data_type in ('integer', 'bigint') -%}{{ text_to_integer(text, data_type) }}
    {%- elif data_type == 'date' -%}{{ text_to_date(text) }}
    {%- elif data_type == 'timestamp' -%}{{ text_to_timestamp(text) }}
    {%- elif data_type == 'boolean' -%}{{ text_to_boolean(text) }}
    {%- elif data_type.startswith('decimal') -%}{{ text_to_decimal(text, data_type) }}
    {%- else -%}{{ exceptions.raise_compiler_error('the contract has no cast for ' ~ data_type) }}
    {%- endif -%}
{%- endmacro %}

{% macro text_to_integer(text, data_type) -%}
    case when {{ matches(text, '[+-]?[0-9]+([.]0+)?') }}
        then try_cast(try_cast({{ text }} as decimal(38, 0)) as {{ data_type }}) end
{%- endmacro %}

{% macro text_to_decimal(text, data_type) -%}
    case when {{ matches(text, '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)') }}
        then try_cast({{ text }} as {{ data_type }}) end
{%- endmacro %}

{% macro text_to_date(text) -%}
    case when {{ matches(text, '(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}') }}
        then try_cast({{ text }} as date) end
{%- endmacro %}

{% macro text_to_timestamp(text) -%}
    case when {{ matches(
        text,
        '(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}'
        ~ '([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?'
        ~ '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)'
    ) }}
        then {{ utc_timestamp(text) }} end
{%- endmacro %}

{# Neither engine reads an offset without seconds before it, so a text without them gets `:00`. #}
{% macro with_seconds(text) -%}
    case
            when substr({{ text }}, 17, 1) = ':' then {{ text }}
            else substr({{ text }}, 1, 16) || ':00' || substr({{ text }}, 17)
        end
{%- endmacro %}

{% macro utc_timestamp(text) %}{{ return(adapter.dispatch('utc_timestamp')(text)) }}{% endmacro %}

{% macro default__utc_timestamp(text) -%}
    try_cast(
        {{ with_seconds(text) }} as timestamp with time zone
    ) at time zone 'UTC'
{%- endmacro %}

{% macro spark__utc_timestamp(text) -%}
    try_cast(
        {{ with_seconds(text) }} as timestamp
    )
{%- endmacro %}

{% macro text_to_boolean(text) -%}
    case
        when lower({{ text }}) in ('true', '1', 't', 'yes') then true
        when lower({{ text }}) in ('false', '0', 'f', 'no') then false
    end
{%- endmacro %}
