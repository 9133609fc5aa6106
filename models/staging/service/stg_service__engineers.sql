with

accepted as (

    select * from {{ ref('base_service__engineers') }}
    where row_state = 'accepted'

),

renamed as (

    select
        engineer_id,
        full_name,
        employer,
        partner_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
