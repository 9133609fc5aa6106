with

accepted as (

    select * from {{ ref('base_crm__referral_rewards') }}
    where row_state = 'accepted'

),

renamed as (

    select
        reward_id,
        referral_id,
        paid_on,
        amount,
        currency,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
