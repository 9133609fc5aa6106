with

deliveries as (

    select * from {{ ref('stg_build__deliveries') }}

),

in_marts as (

    select * from {{ ref('int_amounts_in_marts') }}

),

destined as (

    select * from {{ ref('int_amounts_destined') }}

),

moved as (

    select * from {{ ref('int_amounts_moved') }}

),

parentless as (

    select * from {{ ref('int_parentless_amounts') }}

),

gathered as (

    select
        full_name,
        mart,
        'accepted' as side,
        'accepted' as reason,
        amount
    from destined
    union all
    select
        full_name,
        mart,
        'accepted' as side,
        'accepted' as reason,
        0 as amount
    from in_marts
    union all
    select
        full_name,
        mart,
        'in_mart' as side,
        'in_mart' as reason,
        amount
    from in_marts
    union all
    select
        full_name,
        mart,
        'left_out' as side,
        reason,
        amount
    from destined
    where reason is not null
    union all
    select
        full_name,
        mart,
        'left_out' as side,
        reason,
        amount
    from moved
    union all
    select
        in_marts.full_name,
        in_marts.mart,
        'rejected' as side,
        'missing_parent' as reason,
        parentless.amount
    from in_marts
    cross join parentless
    where in_marts.full_name = 'warranty.claim_lines'

),

summed as (

    select
        full_name,
        mart,
        side,
        reason,
        cast(sum(amount) as decimal(28, 2)) as amount
    from gathered
    group by full_name, mart, side, reason

),

-- rejected rows were never accepted, so they stand beside the balance
balanced as (

    select
        full_name,
        mart,
        cast(sum(case side
            when 'accepted' then amount
            when 'rejected' then 0
            else -amount
        end) as decimal(28, 2)) as difference_amount
    from summed
    group by full_name, mart

),

final as (

    select
        deliveries.system,
        deliveries.table_name,
        summed.mart,
        summed.side,
        summed.reason,
        summed.amount,
        balanced.difference_amount
    from summed
    inner join deliveries
        on summed.full_name = deliveries.system || '.' || deliveries.table_name
    inner join balanced
        on summed.full_name = balanced.full_name and summed.mart = balanced.mart

)

select * from final
