with

accepted as (

    select * from {{ ref('base_service__visit_engineers') }}
    where row_state = 'accepted'

),

renamed as (

    select
        visit_id,
        engineer_id,
        hours,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
