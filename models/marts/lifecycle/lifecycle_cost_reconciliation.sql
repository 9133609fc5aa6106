with

components as (

    select * from {{ ref('int_cost_components_known') }}

),

sides as (

    select * from {{ ref('int_lifecycle_sides_summed') }}

),

pivoted as (

    select
        cast(
            coalesce(max(case when side = 'warranty_ledger' then amount end), 0)
            as decimal(28, 2)
        ) as warranty_ledger_amount,
        cast(
            coalesce(max(case when side = 'own_claims' then amount end), 0)
            as decimal(28, 2)
        ) as own_claims_amount,
        cast(
            coalesce(max(case when side = 'service_ledger' then amount end), 0)
            as decimal(28, 2)
        ) as service_ledger_amount,
        cast(
            coalesce(max(case when side = 'traced_without_ledger' then amount end), 0)
            as decimal(28, 2)
        ) as traced_without_ledger_amount,
        cast(
            coalesce(max(case when side = 'in_cohorts' then amount end), 0)
            as decimal(28, 2)
        ) as in_cohorts_amount,
        cast(
            coalesce(max(case when side = 'before_service' then amount end), 0)
            as decimal(28, 2)
        ) as before_service_amount,
        cast(
            coalesce(max(case when side = 'after_year_5' then amount end), 0)
            as decimal(28, 2)
        ) as after_year_5_amount,
        cast(
            coalesce(max(case when side = 'no_unit' then amount end), 0)
            as decimal(28, 2)
        ) as no_unit_amount,
        cast(
            coalesce(max(case when side = 'other_brand' then amount end), 0)
            as decimal(28, 2)
        ) as other_brand_amount,
        cast(
            coalesce(max(case when side = 'unallocated' then amount end), 0)
            as decimal(28, 2)
        ) as unallocated_amount
    from sides

),

final as (

    select
        components.as_of_date,
        case when components.has_warranty then pivoted.warranty_ledger_amount end
            as warranty_ledger_amount,
        case when components.has_warranty then pivoted.own_claims_amount end
            as own_claims_amount,
        case when components.has_allocated then pivoted.service_ledger_amount end
            as service_ledger_amount,
        case
            when components.has_field_service or components.has_parts
                then pivoted.traced_without_ledger_amount
        end as traced_without_ledger_amount,
        pivoted.in_cohorts_amount,
        pivoted.before_service_amount,
        pivoted.after_year_5_amount,
        pivoted.no_unit_amount,
        pivoted.other_brand_amount,
        pivoted.unallocated_amount,
        cast(
            pivoted.warranty_ledger_amount - pivoted.own_claims_amount
            + pivoted.service_ledger_amount + pivoted.traced_without_ledger_amount
            - pivoted.in_cohorts_amount - pivoted.before_service_amount
            - pivoted.after_year_5_amount - pivoted.no_unit_amount
            - pivoted.other_brand_amount - pivoted.unallocated_amount
            as decimal(28, 2)
        ) as difference_amount
    from components
    cross join pivoted

)

select * from final
