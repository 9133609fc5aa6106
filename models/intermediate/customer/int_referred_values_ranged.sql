with

customer_values as (

    select * from {{ ref('int_customer_values_ranged') }}
    where assumption = 'referred_customer_value'

),

final as (

    select
        valid_from,
        valid_to,
        amount
    from customer_values

)

select * from final
