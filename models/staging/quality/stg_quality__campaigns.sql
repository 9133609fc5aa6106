with

accepted as (

    select * from {{ ref('base_quality__campaigns') }}
    where row_state = 'accepted'

),

renamed as (

    select
        campaign_id,
        issue_id,
        campaign_type,
        unit_cost,
        started_on,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
