with

cohort_costs as (

    select * from {{ ref('int_cohort_costs_summed') }}

),

components as (

    select * from {{ ref('int_cost_components_known') }}

),

withheld as (

    select
        cohort_costs.product_line,
        cohort_costs.sale_year,
        cohort_costs.year_in_service,
        case when components.has_warranty then cohort_costs.warranty_amount end
            as warranty_amount,
        case when components.has_field_service then cohort_costs.field_service_amount end
            as field_service_amount,
        case when components.has_parts then cohort_costs.parts_amount end as parts_amount,
        case when components.has_allocated then cohort_costs.allocated_amount end
            as allocated_amount,
        case when components.has_allocated then cohort_costs.allocated_by_line_amount end
            as allocated_by_line_amount,
        case when components.has_allocated then cohort_costs.allocated_by_region_amount end
            as allocated_by_region_amount,
        case when components.has_allocated then cohort_costs.allocated_by_company_amount end
            as allocated_by_company_amount,
        nullif(concat_ws(
            ', ',
            case when not components.has_warranty then 'warranty_amount' end,
            case when not components.has_field_service then 'field_service_amount' end,
            case when not components.has_parts then 'parts_amount' end,
            case when not components.has_allocated then 'allocated_amount' end
        ), '') as components_missing
    from cohort_costs
    cross join components

),

final as (

    select
        product_line,
        sale_year,
        year_in_service,
        warranty_amount,
        field_service_amount,
        parts_amount,
        allocated_amount,
        allocated_by_line_amount,
        allocated_by_region_amount,
        allocated_by_company_amount,
        cast(case
            when
                coalesce(warranty_amount, field_service_amount, parts_amount, allocated_amount)
                is not null
                then
                    coalesce(warranty_amount, 0) + coalesce(field_service_amount, 0)
                    + coalesce(parts_amount, 0) + coalesce(allocated_amount, 0)
        end as decimal(28, 2)) as total_amount,
        components_missing
    from withheld

)

select * from final
