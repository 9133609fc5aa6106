with

accepted as (

    select * from {{ ref('base_planning__targets') }}
    where row_state = 'accepted'

),

renamed as (

    select
        metric,
        period_start,
        period,
        scope,
        target_value,
        scope_type,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
