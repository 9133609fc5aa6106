with

accepted as (

    select * from {{ ref('base_service__regions') }}
    where row_state = 'accepted'

),

renamed as (

    select
        region_id,
        region_name,
        parent_region_id,
        country,
        timezone,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
