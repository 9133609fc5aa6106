with

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

hidden_cost_types as (

    select * from {{ ref('hidden_cost_types') }}
    where hidden_cost = 'obsolete_parts'

),

provisions as (

    select * from {{ ref('int_stock_provisions_valued') }}

),

written_off as (

    select
        cast(date_trunc('quarter', service_costs.posted_on) as date) as quarter_start,
        sum(service_costs.amount) as amount
    from service_costs
    inner join hidden_cost_types on service_costs.cost_type = hidden_cost_types.cost_type
    group by cast(date_trunc('quarter', service_costs.posted_on) as date)

),

risen as (

    select
        provisions.quarter_start,
        provisions.provision_amount,
        provisions.provision_amount - previous.provision_amount as provision_rise_amount
    from provisions
    left join provisions as previous
        on {{ add_months('provisions.quarter_start', '-3') }} = previous.quarter_start

),

final as (

    select
        coalesce(written_off.quarter_start, risen.quarter_start) as quarter_start,
        cast(coalesce(written_off.amount, 0) as decimal(28, 2)) as write_off_amount,
        cast(risen.provision_amount as decimal(28, 2)) as provision_amount,
        cast(risen.provision_rise_amount as decimal(28, 2)) as provision_rise_amount
    from written_off
    full outer join risen on written_off.quarter_start = risen.quarter_start

)

select * from final
