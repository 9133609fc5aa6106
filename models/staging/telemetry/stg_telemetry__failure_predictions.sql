with

accepted as (

    select * from {{ ref('base_telemetry__failure_predictions') }}
    where row_state = 'accepted'

),

renamed as (

    select
        prediction_id,
        unit_id,
        part_no,
        model_name,
        predicted_at,
        horizon_days,
        probability,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
