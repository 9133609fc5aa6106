with

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

row_states as (

    select * from {{ ref('int_row_states_counted') }}

),

-- counted where they landed, so that a join of the gate that loses or doubles a row is seen
counted_raw as (

    {% for table, relation in raw_tables().items() %}
        select
            '{{ table }}' as full_name,
            count(*) as delivered
        from {{ relation }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (

    select
        deliveries.system,
        deliveries.table_name,
        deliveries.is_delivered,
        counted_raw.delivered,
        coalesce(row_states.accepted_rows, 0) as accepted,
        coalesce(row_states.duplicate_rows, 0) as duplicates,
        coalesce(row_states.deleted_rows, 0) as deleted,
        coalesce(row_states.rejected_rows, 0) as rejected,
        coalesce(row_states.after_as_of_rows, 0) as after_as_of
    from deliveries
    inner join counted_raw
        on deliveries.system || '.' || deliveries.table_name = counted_raw.full_name
    left join row_states
        on deliveries.system || '.' || deliveries.table_name = row_states.full_name

)

select * from final
