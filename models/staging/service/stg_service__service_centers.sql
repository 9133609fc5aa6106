with

accepted as (

    select * from {{ ref('base_service__service_centers') }}
    where row_state = 'accepted'

),

renamed as (

    select
        service_center_id,
        service_center_name,
        region_id,
        city,
        operator,
        partner_id,
        opened_on,
        closed_on,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
