with

failure_events as (

    select * from {{ ref('int_failure_events') }}

),

failure_windows as (

    select * from {{ ref('int_failure_windows') }}

),

poisson_limits as (

    select * from {{ ref('poisson_limits') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

scopes as (

    select false as is_all
    union all
    select true as is_all

),

counted as (

    select
        case when scopes.is_all then 'all' else failure_events.product_line end as product_line,
        failure_windows.window_name,
        failure_events.part_no,
        count(*) as failure_events,
        count(case when not failure_events.is_posted then failure_events.claim_id end)
            as unposted_failure_events,
        cast(sum(failure_events.replacement_cost_amount) as decimal(28, 2))
            as replacement_cost_amount,
        cast(sum(failure_events.job_cost_amount) as decimal(28, 2)) as job_cost_amount
    from failure_events
    cross join scopes
    inner join figures_delivered on figures_delivered.has_costs
    inner join failure_windows
        on
            failure_events.failed_on >= failure_windows.starts_on
            and failure_events.failed_on <= failure_windows.ends_on
    group by
        case when scopes.is_all then 'all' else failure_events.product_line end,
        failure_windows.window_name,
        failure_events.part_no

),

-- beyond the tabulated counts, the limits of Wilson and Hilferty agree to seven digits
final as (

    select
        counted.product_line,
        counted.window_name,
        counted.part_no,
        counted.failure_events,
        counted.unposted_failure_events,
        counted.replacement_cost_amount,
        counted.job_cost_amount,
        coalesce(
            poisson_limits.lower_95,
            counted.failure_events * power(
                1 - cast(1 as double) / (9 * counted.failure_events)
                - cast(1.959963984540054 as double) / (3 * sqrt(counted.failure_events)),
                3
            )
        ) as events_lower_95,
        coalesce(
            poisson_limits.upper_95,
            (counted.failure_events + 1) * power(
                1 - cast(1 as double) / (9 * (counted.failure_events + 1))
                + cast(1.959963984540054 as double) / (3 * sqrt(counted.failure_events + 1)),
                3
            )
        ) as events_upper_95
    from counted
    left join poisson_limits on counted.failure_events = poisson_limits.events

)

select * from final
