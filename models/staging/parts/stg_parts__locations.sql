with

accepted as (

    select * from {{ ref('base_parts__locations') }}
    where row_state = 'accepted'

),

renamed as (

    select
        location_id,
        location_name,
        region_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
