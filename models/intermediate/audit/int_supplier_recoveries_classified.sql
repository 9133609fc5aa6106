with

supplier_recoveries as (

    select * from {{ ref('stg_warranty__supplier_recoveries') }}

),

claims as (

    select * from {{ ref('int_claim_versions_classified') }}
    where is_current

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        supplier_recoveries.recovery_id,
        case
            when supplier_recoveries.requested_on > settings.as_of_date then 'after_as_of'
            when supplier_recoveries.received_on is null then 'not_received'
            when claims.claim_type not in ('base', 'powertrain') then 'other_stream'
            when claims.is_other_brand then 'other_brand'
            when not figures_delivered.has_rows then 'absent_table'
        end as reason,
        coalesce({{ to_reporting('supplier_recoveries.recovered_amount', 'rates.rate') }}, 0)
            as amount
    from supplier_recoveries
    cross join settings
    cross join figures_delivered
    left join claims on supplier_recoveries.claim_id = claims.claim_id
    left join rates
        on
            supplier_recoveries.currency = rates.currency
            and coalesce(supplier_recoveries.received_on, supplier_recoveries.requested_on)
            >= rates.valid_from
            and coalesce(supplier_recoveries.received_on, supplier_recoveries.requested_on)
            < rates.valid_to

)

select * from final
