with

accepted as (

    select * from {{ ref('base_parts__failure_benchmarks') }}
    where row_state = 'accepted'

),

renamed as (

    select
        part_category,
        product_line,
        failures_per_1000_unit_months,
        source,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
