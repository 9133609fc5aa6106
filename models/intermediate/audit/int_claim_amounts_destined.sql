with

claim_lines as (

    select * from {{ ref('int_claim_lines_classified') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}

),

costs_placed as (

    select * from {{ ref('int_lifecycle_costs_placed') }}
    where component = 'warranty'

),

vintage_claims as (

    select * from {{ ref('int_vintage_claims_placed') }}

),

jobs as (

    select * from {{ ref('int_jobs_classified') }}

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}
    where window_name = '12m'

),

placed as (

    select
        claim_lines.amount,
        claim_lines.reason,
        claim_lines.is_other_brand,
        claim_lines.claim_type,
        claim_lines.line_type = 'labor' as is_labor,
        not claim_lines.is_posted as is_unposted,
        claims.is_own_claim,
        costs_placed.place,
        case
            when vintage_claims.months_in_service < 0 then 'before_service'
            else vintage_claims.reason
        end as vintage_reason,
        claim_lines.failed_on between failure_windows.starts_on and failure_windows.ends_on
            as is_in_window,
        case
            when jobs.work_order_id is null then 'no_case'
            when jobs.case_reason is not null then jobs.case_reason
            when jobs.has_cost_lines then 'cost_lines_used'
            when jobs.has_visit_costs and claim_lines.line_type in ('labor', 'travel')
                then 'visits_used'
        end as case_reason
    from claim_lines
    cross join failure_windows
    left join claims
        on
            claim_lines.claim_id = claims.claim_id
            and claim_lines.claim_version = claims.claim_version
    left join costs_placed on claim_lines.claim_id = costs_placed.source_id
    left join vintage_claims on claim_lines.claim_id = vintage_claims.claim_id
    left join jobs on claim_lines.work_order_id = jobs.work_order_id

),

destined as (

    select
        'warranty_cost_ratio' as mart,
        coalesce(reason, case when is_other_brand then 'other_brand' end) as reason,
        amount
    from placed

    union all

    select
        'warranty_cost_ratio_yearly' as mart,
        coalesce(reason, case when is_other_brand then 'other_brand' end) as reason,
        amount
    from placed

    union all

    select
        'warranty_triangle' as mart,
        coalesce(
            reason,
            case
                when is_other_brand then 'other_brand'
                when is_unposted then 'unposted'
                when claim_type not in ('base', 'powertrain') then 'other_stream'
                else vintage_reason
            end
        ) as reason,
        amount
    from placed

    union all

    select
        'supplier_recovery_rates' as mart,
        coalesce(
            reason,
            case when is_other_brand then 'other_brand' when is_unposted then 'unposted' end
        ) as reason,
        amount
    from placed

    union all

    select
        'service_cost_ledger' as mart,
        coalesce(
            reason,
            case when is_unposted then 'unposted' when is_own_claim then 'own_claims' end
        ) as reason,
        amount
    from placed

    union all

    select
        'lifecycle_cost' as mart,
        coalesce(
            reason,
            case when is_unposted then 'unposted' else nullif(place, 'in_cohorts') end
        ) as reason,
        amount
    from placed

    union all

    select
        'top_failure_parts' as mart,
        coalesce(
            reason,
            case
                when is_other_brand then 'other_brand'
                when claim_type = 'recall' then 'recall'
                when not is_in_window then 'outside_window'
            end
        ) as reason,
        amount
    from placed

    union all

    select
        'maintainability' as mart,
        coalesce(
            reason,
            case
                when is_other_brand then 'other_brand'
                when not is_labor then 'not_labor'
                when not is_in_window then 'outside_window'
            end
        ) as reason,
        amount
    from placed

    union all

    select
        'service_case_value' as mart,
        coalesce(reason, case_reason) as reason,
        amount
    from placed

),

final as (

    select
        'warranty.claim_lines' as full_name,
        mart,
        reason,
        count(*) as row_count,
        cast(sum(amount) as decimal(28, 2)) as amount
    from destined
    group by mart, reason

)

select * from final
