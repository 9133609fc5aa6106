{#
    Natural logarithm of n! for n from 0 on: Stirling's series (Abramowitz and Stegun 6.1.41) at
    n + 9, brought back by the recurrence of the factorial; good to 1e-13. `log_gamma` of the engines
    differs, and factorials themselves overflow.
#}
{% macro ln_factorial(n) -%}
    {%- set x = 'cast(' ~ n ~ ' as double)' -%}
    {%- set y = '((' ~ x ~ ' + 9) * (' ~ x ~ ' + 9))' -%}
    (
        ({{ x }} + 8.5) * ln({{ x }} + 9) - ({{ x }} + 9) + cast(0.9189385332046727 as double)
        + (1 - (1 - (1 - (1 - 140 / (99 * {{ y }})) * 3 / (4 * {{ y }})) * 2 / (7 * {{ y }}))
        / (30 * {{ y }})) / (12 * ({{ x }} + 9))
        - ln(
            ({{ x }} + 1) * ({{ x }} + 2) * ({{ x }} + 3) * ({{ x }} + 4)
            * ({{ x }} + 5) * ({{ x }} + 6) * ({{ x }} + 7) * ({{ x }} + 8)
        )
    )
{%- endmacro %}

{# In a select list: one row for each whole number from the first to the last; none if it is less. #}
{% macro each_number(first_number, last_number) -%}
    {{ return(adapter.dispatch('each_number')(first_number, last_number)) }}
{%- endmacro %}

{% macro default__each_number(first_number, last_number) -%}
    unnest(generate_series(cast({{ first_number }} as bigint), cast({{ last_number }} as bigint)))
{%- endmacro %}

{% macro spark__each_number(first_number, last_number) -%}
    {#- Spark's `sequence` would count down #}
    explode(
        case
            when cast({{ first_number }} as bigint) > cast({{ last_number }} as bigint)
                then cast(array() as array<bigint>)
            else sequence(cast({{ first_number }} as bigint), cast({{ last_number }} as bigint))
        end
    )
{%- endmacro %}
