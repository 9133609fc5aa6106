with

accepted as (

    select * from {{ ref('base_crm__survey_responses') }}
    where row_state = 'accepted'

),

renamed as (

    select
        response_id,
        customer_id,
        product_id,
        work_order_id,
        ticket_id,
        survey_type,
        moment,
        score,
        scale_min,
        scale_max,
        sent_at,
        answered_at,
        comment,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
