with

accepted as (

    select * from {{ ref('base_service__mystery_audits') }}
    where row_state = 'accepted'

),

renamed as (

    select
        audit_id,
        ticket_id,
        auditor_role,
        audited_on,
        stage,
        wait_minutes,
        breakpoints,
        emotion_score,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
