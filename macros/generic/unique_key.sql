{# Fails with each combination of the columns that more than one row bears: the stated grain. #}
{% test unique_key(model, columns) %}

{%- set names = [] -%}
{%- for column in columns %}{% do names.append(adapter.quote(column)) %}{% endfor -%}

select
    {{ names | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ names | join(', ') }}
having count(*) > 1

{% endtest %}
