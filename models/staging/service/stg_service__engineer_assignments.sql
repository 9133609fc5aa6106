with

accepted as (

    select * from {{ ref('base_service__engineer_assignments') }}
    where row_state = 'accepted'

),

renamed as (

    select
        engineer_id,
        region_id,
        fte_share,
        valid_from,
        valid_to,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
