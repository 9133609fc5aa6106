{# Reasons that make a row's key or its `updated_at` unreadable, joined by `; `. #}
{% macro key_faults(contract) -%}
    concat_ws(
            '; ',
            case
                when {% for name in contract.key -%}
                text_{{ name }} is null{{ ' or ' if not loop.last }}
                {%- endfor %} then 'missing_key'
            end,
            {%- for column in contract.columns
                if column.name in contract.key and column.type != 'varchar' %}
            case when text_{{ column.name }} is not null and {{ column.name }} is null
                then 'invalid_type:{{ column.name }}' end,
            {%- endfor %}
            case when text_updated_at is null then 'missing_required:updated_at' end,
            case when text_updated_at is not null and updated_at is null
                then 'invalid_type:updated_at' end
        )
{%- endmacro %}

{# Reasons that hold against a row whose key can be read, in the order of the contract. #}
{% macro row_faults(contract, parents, posted_on) -%}
    {%- set faults = [] -%}
    {%- for column in contract.columns -%}
        {%- set name = column.name -%}
        {%- if name not in contract.key and name != 'updated_at' -%}
            {%- if column.get('required') -%}
                {%- do faults.append(('text_' ~ name ~ ' is null', 'missing_required:' ~ name)) -%}
            {%- endif -%}
            {%- if column.type != 'varchar' -%}
                {%- do faults.append((
                    'text_' ~ name ~ ' is not null and ' ~ name ~ ' is null', 'invalid_type:' ~ name
                )) -%}
            {%- endif -%}
        {%- endif -%}
        {%- if column.get('accepted') -%}
            {%- do faults.append((
                name ~ " not in ('" ~ column.accepted | join("', '") ~ "')", 'not_accepted:' ~ name
            )) -%}
        {%- endif -%}
        {%- for bound, sign in [('minimum', '<'), ('above', '<='), ('maximum', '>')]
            if column.get(bound) is not none -%}
            {%- do faults.append((
                [name, sign, column[bound]] | join(' '), 'out_of_range:' ~ name
            )) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for first, second in contract.not_after -%}
        {%- do faults.append((
            second ~ ' < ' ~ first, 'impossible_order:' ~ first ~ ',' ~ second
        )) -%}
    {%- endfor -%}
    {%- for check in contract.checks -%}
        {%- do faults.append(('not (' ~ check.condition ~ ')', check.reason)) -%}
    {%- endfor -%}
    {%- set has_amount = 'coalesce(text_' ~ contract.amounts | join(', text_') ~ ') is not null' -%}
    {%- if contract.amounts and contract.has_optional_currency -%}
        {%- do faults.append((
            'text_currency is null and ' ~ has_amount, 'missing_required:currency'
        )) -%}
    {%- endif -%}
    {%- for parent in parents -%}
        {%- do faults.append((
            'has_lost_parent_' ~ loop.index, 'missing_parent:' ~ parent.table
        )) -%}
    {%- endfor -%}
    concat_ws(
            '; '
            {%- for condition, reason in faults %},
            case when {{ condition }} then '{{ reason }}' end
            {%- endfor -%}
            {%- if posted_on %},
            case
                when has_no_rate
                    {%- if contract.has_optional_currency %} and {{ has_amount }}{% endif %}
                    then 'missing_rate:' || currency
            end
            {%- endif %}
        )
{%- endmacro %}

{# A JSON object of text columns, nulls left out, with the escapes that JSON needs. #}
{% macro json_text(names, prefix='', masked=[]) -%}
    '{' || concat_ws(
                ', '
                {%- for name in names %},
                {% if name in masked -%}
                case when {{ prefix }}{{ name }} is not null then '"{{ name }}": "***"' end
                {%- else -%}
                '"{{ name }}": "' || replace(replace(replace(replace(replace(
                    {{ prefix }}{{ name }},
                    chr(92), chr(92) || chr(92)), chr(34), chr(92) || chr(34)),
                    chr(10), chr(92) || 'n'), chr(13), chr(92) || 'r'),
                    chr(9), chr(92) || 't') || '"'
                {%- endif %}
                {%- endfor %}
            ) || '}'
{%- endmacro %}
