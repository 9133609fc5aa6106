{# Whole days from the first date to the second; negative when the second is earlier. #}
{% macro days_between(start_on, end_on) %}{{ return(adapter.dispatch('days_between')(start_on, end_on)) }}{% endmacro %}

{% macro default__days_between(start_on, end_on) %}date_diff('day', {{ start_on }}, {{ end_on }}){% endmacro %}

{% macro spark__days_between(start_on, end_on) %}cast(datediff({{ end_on }}, {{ start_on }}) as bigint){% endmacro %}

{# Whole days from the first date to the second, which should not be earlier: else null. #}
{% macro days_elapsed(start_on, end_on) -%}
    case when {{ start_on }} <= {{ end_on }} then {{ days_between(start_on, end_on) }} end
{%- endmacro %}

{# Completed months between two dates: the 31st is reached on a shorter month's last day plus one. #}
{% macro months_between(start_on, end_on) -%}
    (
        12 * (extract(year from {{ end_on }}) - extract(year from {{ start_on }}))
        + extract(month from {{ end_on }}) - extract(month from {{ start_on }})
        - case when extract(day from {{ end_on }}) < extract(day from {{ start_on }}) then 1 else 0 end
    )
{%- endmacro %}

{# The date a number of days later. #}
{% macro add_days(from_on, days) %}{{ return(adapter.dispatch('add_days')(from_on, days)) }}{% endmacro %}

{% macro default__add_days(from_on, days) %}({{ from_on }} + cast({{ days }} as integer)){% endmacro %}

{% macro spark__add_days(from_on, days) %}date_add({{ from_on }}, cast({{ days }} as int)){% endmacro %}

{# The date a number of months later, on the month's last day where the day does not exist. #}
{% macro add_months(from_on, months) %}{{ return(adapter.dispatch('add_months')(from_on, months)) }}{% endmacro %}

{% macro default__add_months(from_on, months) -%}
    cast({{ from_on }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(from_on, months) %}add_months({{ from_on }}, cast({{ months }} as int)){% endmacro %}

{# The calendar date of a UTC timestamp in an IANA time zone. #}
{% macro local_date(utc_at, timezone) %}{{ return(adapter.dispatch('local_date')(utc_at, timezone)) }}{% endmacro %}

{% macro default__local_date(utc_at, timezone) -%}
    cast(({{ utc_at }} at time zone 'UTC') at time zone {{ timezone }} as date)
{%- endmacro %}

{% macro spark__local_date(utc_at, timezone) -%}
    cast(from_utc_timestamp({{ utc_at }}, {{ timezone }}) as date)
{%- endmacro %}

{# Every date from the first to the last, as rows of a derived table with the column `date_day`. #}
{% macro date_series(first_on, last_on) %}{{ return(adapter.dispatch('date_series')(first_on, last_on)) }}{% endmacro %}

{% macro default__date_series(first_on, last_on) -%}
    select cast(unnest(generate_series({{ first_on }}, {{ last_on }}, interval 1 day)) as date)
        as date_day
{%- endmacro %}

{% macro spark__date_series(first_on, last_on) -%}
    select explode(sequence({{ first_on }}, {{ last_on }}, interval 1 day)) as date_day
{%- endmacro %}
