with

published as (

    select * from {{ ref('int_published_figures_compared') }}

),

final as (

    select
        quarter_start,
        statement,
        metric,
        scope_type,
        scope,
        frozen_value,
        unit,
        numerator,
        denominator,
        value_basis,
        evidence_grade,
        frozen_at,
        build_id,
        as_of_date,
        content_hash,
        current_value,
        current_value - frozen_value as restated_change,
        -- sums of doubles differ in the last bits from run to run
        case
            when frozen_value is null or current_value is null
                then not (frozen_value is null and current_value is null)
            else
                abs(current_value - frozen_value)
                > 0.000000001 * greatest(1, abs(frozen_value))
        end as is_restated
    from published

)

select * from final
