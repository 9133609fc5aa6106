with

accepted as (

    select * from {{ ref('base_telemetry__fault_codes') }}
    where row_state = 'accepted'

),

renamed as (

    select
        event_id,
        unit_id,
        fault_code,
        occurred_at,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
