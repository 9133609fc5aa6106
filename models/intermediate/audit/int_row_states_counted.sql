with

counted as (

    {% for table, relation in gates().items() %}
        select
            '{{ table }}' as full_name,
            row_state,
            count(*) as row_count
        from {{ relation }}
        group by row_state
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (

    select
        full_name,
        cast(sum(row_count) as bigint) as gate_rows,
        cast(sum(case when row_state = 'accepted' then row_count else 0 end) as bigint)
            as accepted_rows,
        cast(sum(case when row_state = 'duplicate' then row_count else 0 end) as bigint)
            as duplicate_rows,
        cast(sum(case when row_state = 'deleted' then row_count else 0 end) as bigint)
            as deleted_rows,
        cast(sum(case when row_state = 'rejected' then row_count else 0 end) as bigint)
            as rejected_rows,
        cast(sum(case when row_state = 'after_as_of' then row_count else 0 end) as bigint)
            as after_as_of_rows
    from counted
    group by full_name

)

select * from final
