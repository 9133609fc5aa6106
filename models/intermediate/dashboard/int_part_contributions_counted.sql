with

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where cost_stream = 'warranty' and is_posted

),

by_period as (

    select * from {{ ref('int_metrics_by_period') }}
    where metric = 'supplier_recovery_amount' and period = 'quarter' and scope_type = 'company'

),

rank_parts as (

    select
        claim_id,
        part_no,
        failed_on,
        count(*) over (partition by claim_id) as causal_parts,
        row_number() over (partition by claim_id order by part_no nulls last) as part_rank
    from failure_events

),

-- equal shares in millionths; what a division leaves goes to the first part numbers
share_failures as (

    select
        part_no,
        cast(date_trunc('quarter', failed_on) as date) as quarter_start,
        {{ int_div('1000000', 'causal_parts') }}
        + case
            when part_rank <= 1000000 - causal_parts * {{ int_div('1000000', 'causal_parts') }}
                then 1
            else 0
        end as millionths
    from rank_parts

),

sum_failures as (

    select
        part_no,
        quarter_start,
        cast(sum(millionths) as decimal(18, 0)) as millionths
    from share_failures
    group by part_no, quarter_start

),

share_costs as (

    select
        failure_events.part_no,
        cast(date_trunc('quarter', claims.posted_on) as date) as quarter_start,
        failure_events.job_cost_amount as amount
    from failure_events
    inner join claims on failure_events.claim_id = claims.claim_id

    union all

    -- a supplier's payment may be a lump sum: it belongs to no single part
    select
        'supplier_recoveries' as part_no,
        period_start as quarter_start,
        -numerator as amount
    from by_period

),

final as (

    select
        'failure_events' as metric,
        part_no,
        quarter_start,
        cast(millionths * cast(0.000001 as decimal(7, 6)) as decimal(28, 10)) as amount
    from sum_failures

    union all

    select
        'warranty_cost_net_amount' as metric,
        part_no,
        quarter_start,
        cast(sum(amount) as decimal(28, 10)) as amount
    from share_costs
    group by part_no, quarter_start

)

select * from final
