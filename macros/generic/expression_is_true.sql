{# Fails with each row in which the condition is false; a condition that is null fails nothing. #}
{% test expression_is_true(model, expression) %}

select *
from {{ model }}
where not ({{ expression }})

{% endtest %}
