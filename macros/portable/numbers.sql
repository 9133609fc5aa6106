{# Integer division, towards zero; null when the divisor is 0. #}
{% macro int_div(dividend, divisor) %}{{ return(adapter.dispatch('int_div')(dividend, divisor)) }}{% endmacro %}

{% macro default__int_div(dividend, divisor) %}({{ dividend }} // nullif({{ divisor }}, 0)){% endmacro %}

{% macro spark__int_div(dividend, divisor) %}({{ dividend }} div nullif({{ divisor }}, 0)){% endmacro %}

{#
    One amount per another as double; null without a denominator. No cost over negative revenue (a
    month of returns) is 0: IEEE's negative zero would equal it, yet show as "-0".
#}
{% macro ratio(numerator, denominator) -%}
    case
        when {{ numerator }} = 0 and {{ denominator }} <> 0 then cast(0 as double)
        else cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
    end
{%- endmacro %}

{#
    A row's amount in the reporting currency: decimal(18, 2) times a rate of decimal(19, 12) is exact
    in 38 digits on both engines, then rounded half away from zero.
#}
{% macro to_reporting(amount, rate) -%}
    cast(round(cast({{ amount }} as decimal(18, 2)) * {{ rate }}, 2) as decimal(18, 2))
{%- endmacro %}
