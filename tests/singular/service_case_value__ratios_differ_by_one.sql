-- Fails with a case whose net return is not its benefit-cost ratio less one, or which shows a ratio
-- without a cost: the two readings of the same return (ruling A1).
-- Does not test either figure by itself; unit tests do.
-- Mended by the owner of `models/marts/customer`.
with

cases as (

    select * from {{ ref('service_case_value') }}

),

final as (

    select work_order_id
    from cases
    where
        abs(benefit_cost_ratio - 1 - roi_net) > 1e-9 * (1 + abs(roi_net))
        or (benefit_cost_ratio is null) <> (roi_net is null)
        or (coalesce(case_cost_amount, 0) = 0 and benefit_cost_ratio is not null)

)

select * from final
