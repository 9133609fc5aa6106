{#
    The gate of one raw table: types every delivered row and gives it its state and its reasons, by
    the contract that the source's metadata holds and in the order of steps of `raw_contract.md`.

    posted_on  SQL for the posting date of the row's amounts, which need an exchange rate by then
    lookup     {'relation', 'on'}: a joined relation, aliased `looked_up`, for `posted_on`
    parents    [{'table', 'relation', 'keys', 'orphans'}]: a child of a rejected parent is rejected;
               with orphans true, so is a child without an accepted parent
#}
{% macro gate(system, table, posted_on=none, rates=none, lookup=none, parents=[]) -%}
{%- set raw = source(system, table) -%}
{%- set settings = ref('stg_build__settings') -%}
{%- set deliveries = ref('stg_build__deliveries') -%}
{%- if execute -%}
{%- set contract = contract_of(system, table) -%}
{%- set names = contract.columns | map(attribute='name') | list -%}
{%- set key = contract.key | join(', ') -%}
with

delivered as (

    select
        {% for name in names -%}
        {{ trimmed(name) }} as text_{{ name }},
        {% endfor -%}
        extra_columns,
        _file,
        _row_number,
        _line,
        _malformed
    from {{ raw }}

),

typed as (

    select
        {% for column in contract.columns -%}
        {{ text_to_type('text_' ~ column.name, column.type) }} as {{ column.name }},
        {% endfor -%}
        delivered.*
    from delivered

),

placed as (

    select
        typed.*,
        settings.as_of_date,
        settings.reporting_currency,
        settings.default_timezone,
        {% for name in contract.key -%}
        typed.{{ name }} is not null and {% endfor -%}
        typed.updated_at is not null and typed._malformed is null as is_readable,
        coalesce(typed.updated_at >= settings.as_of_end_at, false) as is_after_as_of,
        is_readable and not is_after_as_of as is_candidate
    from typed
    cross join {{ settings }} as settings

),

-- most keys come once, and what tells their versions apart is dear
contested_keys as (

    select {{ key }}
    from placed
    where is_candidate
    group by {{ key }}
    having count(*) > 1

),

contested as (

    select
        {% for name in contract.key -%}
        placed.{{ name }},
        {% endfor -%}
        placed.updated_at,
        placed._file,
        placed._row_number,
        -- compared by value, so that `12.0` repeats `12`
        md5(
            {% for name in names -%}
            coalesce(cast(placed.{{ name }} as string), placed.text_{{ name }}, '') || chr(31)
            {%- if not loop.last %} ||
            {% endif -%}
            {% endfor %}
        ) as content_hash
    from placed
    inner join contested_keys
        on {% for name in contract.key -%}
        placed.{{ name }} = contested_keys.{{ name }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    where placed.is_candidate

),

compared as (

    select
        _file,
        _row_number,
        max(updated_at) over (partition by {{ key }}) as latest_updated_at,
        row_number() over (
            partition by {{ key }}, updated_at, content_hash
            order by _file nulls last, _row_number nulls last
        ) as repeat_number,
        min(content_hash) over (partition by {{ key }}, updated_at)
        <> max(content_hash) over (partition by {{ key }}, updated_at) as has_rivals
    from contested

),

{% for parent in parents -%}
parents_{{ loop.index }} as (

    select
        {{ parent['keys'] | join(', ') }},
        max(case when row_state = 'accepted' then 1 else 0 end) as is_accepted,
        max(case when row_state = 'rejected' then 1 else 0 end) as is_rejected
    from {{ parent.relation }}
    group by {{ parent['keys'] | join(', ') }}

),

{% endfor -%}
related as (

    select
        {% for parent in parents -%}
        parents_{{ loop.index }}_delivered.is_delivered and placed.is_candidate and
        {%- if parent.orphans %} coalesce(parents_{{ loop.index }}.is_accepted, 0) = 0
        {%- else %} coalesce(
            parents_{{ loop.index }}.is_accepted = 0 and parents_{{ loop.index }}.is_rejected = 1,
            false
        )
        {%- endif %} as has_lost_parent_{{ loop.index }},
        {% endfor -%}
        {% if posted_on -%}
        placed.is_candidate and placed.currency is not null
        and (rates.first_on is null or coalesce(rates.first_on > {{ posted_on }}, false))
            as has_no_rate,
        {{ posted_on }} as _posted_on,
        {% else -%}
        cast(null as date) as _posted_on,
        {% endif -%}
        compared.latest_updated_at,
        coalesce(compared.repeat_number, 1) as repeat_number,
        coalesce(compared.has_rivals, false) as has_rivals,
        placed.*
    from placed
    left join compared
        on placed._file = compared._file and placed._row_number = compared._row_number
    {%- if posted_on %}
    left join {{ rates }} as rates on placed.currency = rates.currency
    {%- endif -%}
    {%- if lookup %}
    left join {{ lookup.relation }} as looked_up on {{ lookup.on }}
    {%- endif -%}
    {%- for parent in parents %}
    {%- set parent_rows = 'parents_' ~ loop.index %}
    left join {{ parent_rows }}
        on {% for name in parent['keys'] -%}
        placed.{{ name }} = {{ parent_rows }}.{{ name }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    inner join {{ deliveries }} as {{ parent_rows }}_delivered
        on {{ parent_rows }}_delivered.system || '.'
        || {{ parent_rows }}_delivered.table_name = '{{ parent.table }}'
    {%- endfor %}

),

examined as (

    select
        related.*,
        {{ key_faults(contract) }} as key_faults,
        {{ row_faults(contract, parents, posted_on) }} as row_faults
    from related

),

judged as (

    select
        examined.*,
        case
            when not is_readable then 'rejected'
            when is_after_as_of then 'after_as_of'
            when updated_at < latest_updated_at then 'duplicate'
            when repeat_number > 1 then 'duplicate'
            when has_rivals then 'rejected'
            when coalesce(is_deleted, false) then 'deleted'
            when row_faults <> '' then 'rejected'
            else 'accepted'
        end as row_state
    from examined

),

final as (

    select
        {% for name in names -%}
        {{ name }},
        {% endfor -%}
        extra_columns,
        _file,
        _row_number,
        _line,
        _posted_on,
        row_state,
        case
            when row_state <> 'rejected' then null
            when _malformed is not null then 'malformed_line'
            else concat_ws(
                '; ',
                nullif(key_faults, ''),
                case when is_readable and has_rivals then 'conflicting_duplicate' end,
                case when not coalesce(is_deleted, false) then nullif(row_faults, '') end
            )
        end as reject_reasons,
        case
            when row_state <> 'rejected' then null
            when _malformed is not null then _malformed
            else {{ json_text(names, prefix='text_') }}
        end as raw_row,
        case
            when row_state = 'rejected' and _malformed is null
                then {{ json_text(names, prefix='text_', masked=contract.masked) }}
        end as masked_row
    from judged

)

select * from final
{%- endif -%}
{%- endmacro %}
