with

quarters as (

    select * from {{ ref('int_hidden_cost_quarters_framed') }}

),

hidden_costs as (

    select * from {{ ref('int_hidden_costs_summed') }}

),

obsolete_parts as (

    select * from {{ ref('int_obsolete_parts_counted') }}

),

known as (

    select * from {{ ref('int_hidden_costs_known') }}

),

valued as (

    select
        quarters.product_line,
        quarters.quarter_start,
        case when known.has_failures then coalesce(hidden_costs.failure_claims_amount, 0) end
            as failure_claims_amount,
        case when known.has_failures then coalesce(hidden_costs.failure_returns_amount, 0) end
            as failure_returns_amount,
        case when known.has_failures then coalesce(hidden_costs.failure_events, 0) end
            as quality_failure_events,
        case
            when known.has_delivery
                then
                    coalesce(hidden_costs.service_cost_amount, 0)
                    + coalesce(hidden_costs.own_claim_work_amount, 0)
        end as service_delivery_amount,
        case when known.has_ledger then coalesce(obsolete_parts.write_off_amount, 0) end
            as write_off_amount,
        case when known.has_provision then obsolete_parts.provision_amount end
            as provision_amount,
        case when known.has_provision then obsolete_parts.provision_rise_amount end
            as provision_rise_amount,
        case
            when known.has_churn and coalesce(hidden_costs.customers_without_value, 0) = 0
                then coalesce(hidden_costs.churn_credit_amount, 0)
        end as churn_credit_amount,
        case when known.has_churn then coalesce(hidden_costs.customers_lost, 0) end
            as customers_lost
    from quarters
    cross join known
    left join hidden_costs
        on
            quarters.product_line = hidden_costs.product_line
            and quarters.quarter_start = hidden_costs.quarter_start
    left join obsolete_parts
        on quarters.product_line = 'all' and quarters.quarter_start = obsolete_parts.quarter_start

),

final as (

    select
        product_line,
        quarter_start,
        cast(failure_claims_amount + failure_returns_amount as decimal(28, 2))
            as quality_failure_amount,
        cast(failure_claims_amount as decimal(28, 2)) as failure_claims_amount,
        cast(failure_returns_amount as decimal(28, 2)) as failure_returns_amount,
        quality_failure_events,
        cast(service_delivery_amount as decimal(28, 2)) as service_delivery_amount,
        cast(
            case when product_line = 'all' then write_off_amount + provision_rise_amount end
            as decimal(28, 2)
        ) as obsolete_parts_amount,
        case when product_line = 'all' then write_off_amount end as write_off_amount,
        provision_amount,
        case
            when
                product_line = 'all'
                and coalesce(write_off_amount + provision_rise_amount, provision_amount) is not null
                then 'assumed'
        end as obsolete_parts_grade,
        cast(churn_credit_amount as decimal(28, 2)) as churn_credit_amount,
        customers_lost,
        case when churn_credit_amount is not null then 'assumed' end as churn_credit_grade
    from valued

)

select * from final
