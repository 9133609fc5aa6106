with

work_order_costs as (

    select * from {{ ref('stg_service__work_order_costs') }}

),

work_orders as (

    select * from {{ ref('int_work_orders_placed') }}

),

job_cost_bases as (

    select * from {{ ref('job_cost_bases') }}

),

job_cost_types as (

    select * from {{ ref('job_cost_types') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

rate_starts as (

    select * from {{ ref('gate_rate_starts') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

-- the day of the cost, else the day the job closed, else opened
dated as (

    select
        work_order_costs.cost_line_id,
        coalesce(work_order_costs.incurred_on, work_orders.closed_on, work_orders.opened_on)
            as incurred_on,
        -- a local day may lie one before the day by which the gate found the first rate
        greatest(
            coalesce(work_order_costs.incurred_on, work_orders.closed_on, work_orders.opened_on),
            rate_starts.first_on
        ) as value_on
    from work_order_costs
    inner join work_orders on work_order_costs.work_order_id = work_orders.work_order_id
    left join rate_starts on work_order_costs.currency = rate_starts.currency

),

final as (

    select
        work_order_costs.cost_line_id,
        work_order_costs.work_order_id,
        work_order_costs.cost_type,
        job_cost_types.is_part,
        work_order_costs.cost_basis,
        job_cost_bases.is_incurred,
        dated.incurred_on,
        {{ to_reporting('work_order_costs.amount', 'exchange_rates.rate') }} as amount
    from work_order_costs
    cross join settings
    inner join dated on work_order_costs.cost_line_id = dated.cost_line_id
    inner join job_cost_types on work_order_costs.cost_type = job_cost_types.cost_type
    inner join job_cost_bases on work_order_costs.cost_basis = job_cost_bases.cost_basis
    left join exchange_rates
        on
            work_order_costs.currency = exchange_rates.currency
            and dated.value_on >= exchange_rates.valid_from
            and dated.value_on < exchange_rates.valid_to
    where dated.incurred_on <= settings.as_of_date

)

select * from final
