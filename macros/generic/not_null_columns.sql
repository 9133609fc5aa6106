{# Fails with each row in which one of the columns is null: one query for all of them. #}
{% test not_null_columns(model, columns) %}

select
    {% for column in columns -%}
    {{ adapter.quote(column) }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ model }}
where
    {% for column in columns -%}
    {{ 'or ' if not loop.first }}{{ adapter.quote(column) }} is null
    {% endfor %}

{% endtest %}
