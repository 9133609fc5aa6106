with

supplier_recoveries as (

    select * from {{ ref('int_supplier_recoveries_valued') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

final as (

    select
        supplier_recoveries.recovery_id,
        supplier_recoveries.claim_id,
        supplier_recoveries.supplier_id,
        supplier_recoveries.part_no,
        coalesce(parts.final_part_no, supplier_recoveries.part_no, 'unknown') as final_part_no,
        coalesce(claims.product_line, 'unknown') as product_line,
        coalesce(claims.region_id, 'unknown') as region_id,
        supplier_recoveries.requested_on,
        supplier_recoveries.received_on,
        {{ days_between('supplier_recoveries.requested_on', 'supplier_recoveries.received_on') }}
            as days_to_receipt,
        supplier_recoveries.requested_amount,
        cast(
            case
                when supplier_recoveries.received_on is not null
                    then supplier_recoveries.recovered_amount
                else 0
            end as decimal(18, 2)
        ) as received_amount
    from supplier_recoveries
    left join claims on supplier_recoveries.claim_id = claims.claim_id
    left join parts on supplier_recoveries.part_no = parts.part_no

)

select * from final
