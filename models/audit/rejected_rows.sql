with

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

gathered as (

    {% for table, relation in gates().items() %}
        select
            '{{ table }}' as full_name,
            _file,
            _row_number,
            _line,
            reject_reasons,
            masked_row
        from {{ relation }}
        where row_state = 'rejected'
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        deliveries.system,
        deliveries.table_name,
        gathered._file as source_file,
        gathered._row_number as row_number,
        gathered._line as file_line,
        gathered.reject_reasons as reasons,
        gathered.masked_row as record
    from gathered
    inner join deliveries
        on gathered.full_name = deliveries.system || '.' || deliveries.table_name

)

select * from final
