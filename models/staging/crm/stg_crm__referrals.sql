with

accepted as (

    select * from {{ ref('base_crm__referrals') }}
    where row_state = 'accepted'

),

renamed as (

    select
        referral_id,
        referrer_customer_id,
        referred_customer_id,
        sale_id,
        work_order_id,
        evidence,
        referred_at,
        campaign_id,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
