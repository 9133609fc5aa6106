with

accepted as (

    select * from {{ ref('base_telemetry__usage_daily') }}
    where row_state = 'accepted'

),

renamed as (

    select
        unit_id,
        usage_on,
        usage_amount,
        min_temp_c,
        starts,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
