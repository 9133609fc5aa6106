with

accepted as (

    select * from {{ ref('base_telemetry__software_installs') }}
    where row_state = 'accepted'

),

renamed as (

    select
        unit_id,
        package,
        version,
        installed_at,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
