with

accepted as (

    select * from {{ ref('base_service__partners') }}
    where row_state = 'accepted'

),

renamed as (

    select
        partner_id,
        partner_name,
        certified_from,
        certified_to,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
