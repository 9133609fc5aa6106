with

supplier_recoveries as (

    select * from {{ ref('stg_warranty__supplier_recoveries') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

final as (

    select
        supplier_recoveries.recovery_id,
        supplier_recoveries.claim_id,
        supplier_recoveries.part_no,
        supplier_recoveries.supplier_id,
        supplier_recoveries.requested_on,
        supplier_recoveries.received_on,
        {{ to_reporting('supplier_recoveries.requested_amount', 'rates.rate') }}
            as requested_amount,
        coalesce(
            {{ to_reporting('supplier_recoveries.recovered_amount', 'rates.rate') }}, 0
        ) as recovered_amount
    from supplier_recoveries
    inner join settings on supplier_recoveries.requested_on <= settings.as_of_date
    left join rates
        on
            supplier_recoveries.currency = rates.currency
            and coalesce(supplier_recoveries.received_on, supplier_recoveries.requested_on)
            >= rates.valid_from
            and coalesce(supplier_recoveries.received_on, supplier_recoveries.requested_on)
            < rates.valid_to

)

select * from final
