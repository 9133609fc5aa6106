-- Fails with each published rejected row that shows a value of a column marked `pii`, or a line
-- that could not be parsed. Does not look for personal data in columns that are not so marked.
-- Who mends it: the owner of macros/gate.
{{ config(meta={'dagster': {'ref': {'name': 'rejected_rows'}}}) }}

with

rejected_rows as (

    select * from {{ ref('rejected_rows') }}

)

select
    system,
    table_name,
    source_file,
    row_number
from rejected_rows
where
    (reasons like '%malformed_line%' and record is not null)
{% for node in (graph.sources.values() if execute else []) %}
        {% for column in node.columns.values() if column.config.meta.get('pii') %}
            or (
                system = '{{ node.source_name }}'
                and table_name = '{{ node.name }}'
                and instr(record, '"{{ column.name }}": "') > 0
                and instr(record, '"{{ column.name }}": "***"') = 0
            )
        {% endfor %}
{% endfor %}
