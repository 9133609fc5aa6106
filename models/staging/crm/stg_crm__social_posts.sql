with

accepted as (

    select * from {{ ref('base_crm__social_posts') }}
    where row_state = 'accepted'

),

renamed as (

    select
        post_id,
        customer_id,
        ticket_id,
        parent_post_id,
        author_role,
        sentiment,
        posted_at,
        views,
        shares,
        likes,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
