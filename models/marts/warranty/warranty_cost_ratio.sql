with

warranty_postings as (

    select * from {{ ref('fct_warranty_postings') }}

),

figures_delivered as (

    select * from {{ ref('int_warranty_figures_delivered') }}

),

months as (

    select * from {{ ref('dim_dates') }}
    where date_day = month_start

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

lines as (

    select
        product_line,
        min(month_start) as first_month
    from warranty_postings
    group by product_line

),

spread as (

    select
        lines.product_line,
        months.month_start
    from lines
    inner join months on lines.first_month <= months.month_start
    inner join settings on months.month_start <= settings.as_of_date

),

summed as (

    select
        product_line,
        month_start,
        count(case when measure = 'unit' then source_id end) as units_delivered,
        sum(case when measure = 'revenue' then amount else 0 end) as revenue_amount,
        count(case when measure = 'warranty' then source_id end) as claims_count,
        sum(case when measure = 'warranty' then amount else 0 end) as gross_amount,
        sum(case when measure = 'recovery' then amount else 0 end) as recovery_amount,
        sum(case when measure = 'goodwill' then amount else 0 end) as goodwill_amount,
        sum(case when measure = 'recall' then amount else 0 end) as recall_amount,
        sum(case when measure = 'extended' then amount else 0 end) as extended_amount,
        sum(case when measure = 'other' then amount else 0 end) as other_amount,
        sum(case when measure = 'unposted' then amount else 0 end) as unposted_amount
    from warranty_postings
    group by product_line, month_start

),

-- an absent table is null, a delivered one without a row is 0
known as (

    select
        spread.product_line,
        spread.month_start,
        case when has_units then coalesce(summed.units_delivered, 0) end as units_delivered,
        case when has_revenue then coalesce(summed.revenue_amount, 0) end as revenue_amount,
        case when has_claims then coalesce(summed.claims_count, 0) end as claims_count,
        case when has_costs then coalesce(summed.gross_amount, 0) end as gross_amount,
        case when has_recoveries then coalesce(summed.recovery_amount, 0) end as recovery_amount,
        case when has_costs then coalesce(summed.goodwill_amount, 0) end as goodwill_amount,
        case when has_costs then coalesce(summed.recall_amount, 0) end as recall_amount,
        case when has_costs then coalesce(summed.extended_amount, 0) end as extended_amount,
        case when has_costs then coalesce(summed.other_amount, 0) end as other_amount,
        case when has_costs then coalesce(summed.unposted_amount, 0) end as unposted_amount
    from spread
    inner join figures_delivered on figures_delivered.has_rows
    left join summed
        on
            spread.product_line = summed.product_line
            and spread.month_start = summed.month_start

),

trailed as (

    select
        product_line,
        month_start,
        sum(gross_amount - recovery_amount) over trailing_year as net_amount,
        sum(revenue_amount) over trailing_year as revenue_amount,
        count(*) over trailing_year as months
    from known
    window trailing_year as (
        partition by product_line order by month_start nulls last
        rows between 11 preceding and current row
    )

),

final as (

    select
        known.month_start,
        known.product_line,
        known.units_delivered,
        cast(known.revenue_amount as decimal(28, 2)) as revenue_amount,
        known.claims_count,
        cast(known.gross_amount as decimal(28, 2)) as warranty_cost_gross_amount,
        cast(known.recovery_amount as decimal(28, 2)) as supplier_recovery_amount,
        cast(known.gross_amount - known.recovery_amount as decimal(28, 2))
            as warranty_cost_net_amount,
        cast(known.goodwill_amount as decimal(28, 2)) as goodwill_amount,
        cast(known.recall_amount as decimal(28, 2)) as recall_amount,
        cast(known.extended_amount as decimal(28, 2)) as extended_amount,
        cast(known.other_amount as decimal(28, 2)) as other_claims_amount,
        cast(known.unposted_amount as decimal(28, 2)) as unposted_amount,
        {{ ratio('known.gross_amount', 'known.revenue_amount') }} as warranty_cost_ratio_gross,
        {{ ratio('(known.gross_amount - known.recovery_amount)', 'known.revenue_amount') }}
            as warranty_cost_ratio_net,
        case
            when trailed.months = 12
                then {{ ratio('trailed.net_amount', 'trailed.revenue_amount') }}
        end as trailing_12m_ratio_net,
        case when trailed.months = 12 then cast(trailed.net_amount as decimal(28, 2)) end
            as trailing_12m_ratio_net_numerator,
        case when trailed.months = 12 then cast(trailed.revenue_amount as decimal(28, 2)) end
            as trailing_12m_ratio_net_denominator
    from known
    inner join trailed
        on
            known.product_line = trailed.product_line
            and known.month_start = trailed.month_start

)

select * from final
