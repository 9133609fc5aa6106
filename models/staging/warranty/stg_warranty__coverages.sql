with

accepted as (

    select * from {{ ref('base_warranty__coverages') }}
    where row_state = 'accepted'

),

renamed as (

    select
        coverage_id,
        unit_id,
        coverage_type,
        starts_on,
        ends_on,
        usage_limit,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
