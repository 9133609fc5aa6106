{# Values of a group in one text, in the order given. #}
{% macro string_agg(expression, separator, order_by) -%}
    {{ return(adapter.dispatch('string_agg')(expression, separator, order_by)) }}
{%- endmacro %}

{% macro default__string_agg(expression, separator, order_by) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__string_agg(expression, separator, order_by) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{# Text without surrounding blanks, tabs and line ends; null when nothing is left. #}
{% macro trimmed(expression) %}{{ return(adapter.dispatch('trimmed')(expression)) }}{% endmacro %}

{% macro default__trimmed(expression) -%}
    nullif(trim({{ expression }}, ' ' || chr(9) || chr(10) || chr(13)), '')
{%- endmacro %}

{% macro spark__trimmed(expression) -%}
    nullif(trim(both ' ' || chr(9) || chr(10) || chr(13) from {{ expression }}), '')
{%- endmacro %}

{# Whether the whole text matches a regular expression without backslashes. #}
{% macro matches(expression, pattern) %}{{ return(adapter.dispatch('matches')(expression, pattern)) }}{% endmacro %}

{% macro default__matches(expression, pattern) %}regexp_full_match({{ expression }}, '{{ pattern }}'){% endmacro %}

{% macro spark__matches(expression, pattern) %}{{ expression }} rlike '^(?:{{ pattern }})$'{% endmacro %}

{# The members of a separated list, one row each; no row where there is no text. #}
{% macro split_rows(expression, separator) %}{{ return(adapter.dispatch('split_rows')(expression, separator)) }}{% endmacro %}

{% macro default__split_rows(expression, separator) -%}
    unnest(string_split({{ expression }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__split_rows(expression, separator) -%}
    explode(split({{ expression }}, '[{{ separator }}]'))
{%- endmacro %}
