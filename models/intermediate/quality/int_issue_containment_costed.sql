with

campaigns as (

    select * from {{ ref('stg_quality__campaigns') }}

),

campaign_units as (

    select * from {{ ref('stg_quality__campaign_units') }}

),

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}

),

units_counted as (

    select * from {{ ref('int_issue_units_counted') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_ranged') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

listed as (

    select
        campaign_id,
        count(*) as units
    from campaign_units
    group by campaign_id

),

-- a recall is what containment is to avoid, so its cost is none of containment
costed as (

    select
        quality_issues.original_issue_id,
        campaigns.campaign_type = 'recall' as is_recall,
        {{ to_reporting('campaigns.unit_cost', 'exchange_rates.rate') }} as unit_cost_amount,
        coalesce(listed.units, units_counted.units_undelivered) as units
    from campaigns
    inner join settings on campaigns.started_on <= settings.as_of_date
    inner join quality_issues on campaigns.issue_id = quality_issues.issue_id
    left join listed on campaigns.campaign_id = listed.campaign_id
    left join units_counted
        on quality_issues.original_issue_id = units_counted.original_issue_id
    left join exchange_rates
        on
            campaigns.currency = exchange_rates.currency
            and campaigns.started_on >= exchange_rates.valid_from
            and campaigns.started_on < exchange_rates.valid_to

),

final as (

    select
        original_issue_id,
        count(case when not is_recall then 1 end) as campaigns,
        count(case when is_recall then 1 end) as recalls,
        case
            when count(case when not is_recall then 1 end) = 0 then 0
            when count(case when not is_recall and units is null then 1 end) = 0
                then cast(
                    sum(case when not is_recall then unit_cost_amount * units end)
                    as decimal(28, 2)
                )
        end as containment_amount,
        max(case when not is_recall and unit_cost_amount = 0 then 1 else 0 end) = 1
            as has_free_containment
    from costed
    group by original_issue_id

)

select * from final
