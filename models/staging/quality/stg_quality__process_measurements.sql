with

accepted as (

    select * from {{ ref('base_quality__process_measurements') }}
    where row_state = 'accepted'

),

renamed as (

    select
        measurement_id,
        unit_id,
        lot_no,
        characteristic,
        measured_value,
        nominal_value,
        measured_at,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
