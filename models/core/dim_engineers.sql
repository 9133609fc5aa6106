with

engineers as (

    select * from {{ ref('stg_service__engineers') }}

),

final as (

    select
        engineer_id,
        employer,
        partner_id
    from engineers

)

select * from final
