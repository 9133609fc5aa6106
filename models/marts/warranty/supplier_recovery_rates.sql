with

supplied_parts as (

    select * from {{ ref('int_causal_parts_supplied') }}

),

supplier_recoveries as (

    select * from {{ ref('fct_supplier_recoveries') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

caused as (

    select
        supplier_id,
        part_no,
        month_start,
        count(distinct claim_id) as eligible_claims,
        sum(eligible_amount) as eligible_amount
    from supplied_parts
    group by supplier_id, part_no, month_start

),

asked as (

    select
        supplier_id,
        final_part_no as part_no,
        cast(date_trunc('month', requested_on) as date) as month_start,
        count(*) as recoveries_requested,
        count(received_on) as recoveries_received,
        sum(requested_amount) as requested_amount,
        sum(received_amount) as recovered_amount,
        sum(case when received_on is null then requested_amount else 0 end) as open_amount,
        percentile_cont(0.5) within group (order by days_to_receipt) as median_days
    from supplier_recoveries
    group by supplier_id, final_part_no, cast(date_trunc('month', requested_on) as date)

),

spread as (

    select
        supplier_id,
        part_no,
        month_start
    from caused
    union
    select
        supplier_id,
        part_no,
        month_start
    from asked

),

known as (

    select
        spread.supplier_id,
        spread.part_no,
        spread.month_start,
        case when has_claims then coalesce(caused.eligible_claims, 0) end as eligible_claims,
        case when has_costs then coalesce(caused.eligible_amount, 0) end as eligible_amount,
        case when has_recoveries then coalesce(asked.recoveries_requested, 0) end
            as recoveries_requested,
        case when has_recoveries then coalesce(asked.recoveries_received, 0) end
            as recoveries_received,
        case when has_recoveries then coalesce(asked.requested_amount, 0) end as requested_amount,
        case when has_recoveries then coalesce(asked.recovered_amount, 0) end as recovered_amount,
        case when has_recoveries then coalesce(asked.open_amount, 0) end as open_amount,
        asked.median_days
    from spread
    cross join figures_delivered
    left join caused
        on
            spread.supplier_id = caused.supplier_id
            and spread.part_no = caused.part_no
            and spread.month_start = caused.month_start
    left join asked
        on
            spread.supplier_id = asked.supplier_id
            and spread.part_no = asked.part_no
            and spread.month_start = asked.month_start

),

final as (

    select
        supplier_id,
        part_no,
        month_start,
        cast(eligible_claims as bigint) as eligible_claims,
        cast(eligible_amount as decimal(28, 2)) as eligible_amount,
        cast(recoveries_requested as bigint) as recoveries_requested,
        cast(recoveries_received as bigint) as recoveries_received,
        cast(requested_amount as decimal(28, 2)) as requested_amount,
        cast(recovered_amount as decimal(28, 2)) as recovered_amount,
        cast(open_amount as decimal(28, 2)) as open_amount,
        {{ ratio('recovered_amount', 'requested_amount') }} as recovery_rate,
        cast(median_days as double) as median_days
    from known

)

select * from final
