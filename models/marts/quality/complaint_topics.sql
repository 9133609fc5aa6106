with

complaints as (

    select * from {{ ref('int_complaints_grouped') }}

),

complaint_topics as (

    select * from {{ ref('int_complaint_topics_named') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'complaint_topic_share'

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

complaining as (

    select
        product_line,
        quarter_start,
        count(distinct customer_id) as customers_complaining,
        count(case when customer_id is null then ticket_id end) as anonymous_complaints
    from complaints
    group by product_line, quarter_start

),

counted as (

    select
        product_line,
        quarter_start,
        topic,
        count(distinct customer_id) as customers_with_topic,
        count(*) as complaints_with_topic
    from complaint_topics
    group by product_line, quarter_start, topic

),

shared as (

    select
        counted.product_line,
        counted.quarter_start,
        counted.topic,
        complaining.customers_complaining,
        counted.customers_with_topic,
        cast(counted.customers_with_topic as double)
        / nullif(complaining.customers_complaining, 0) as topic_share,
        3.841458820694124 / nullif(cast(complaining.customers_complaining as double), 0)
            as squared_normal,
        counted.complaints_with_topic,
        complaining.anonymous_complaints,
        least(
            {{ add_days(add_months('counted.quarter_start', 3), -1) }}, settings.as_of_date
        ) as judged_on
    from counted
    cross join settings
    inner join complaining
        on
            counted.product_line = complaining.product_line
            and counted.quarter_start = complaining.quarter_start

),

-- Wilson's interval of a share, with the normal quantile squared over the number asked
bounded as (

    select
        product_line,
        quarter_start,
        topic,
        (topic_share + squared_normal / 2) / (1 + squared_normal) as center,
        sqrt(squared_normal * (topic_share * (1 - topic_share) + squared_normal / 4))
        / (1 + squared_normal) as half_width
    from shared

),

final as (

    select
        shared.product_line,
        shared.quarter_start,
        shared.topic,
        shared.customers_complaining,
        shared.customers_with_topic,
        cast(shared.topic_share as double) as topic_share,
        cast(
            case
                when shared.topic_share > 0 then bounded.center - bounded.half_width
                else shared.topic_share
            end as double
        ) as lower_95,
        cast(
            case
                when shared.topic_share < 1 then bounded.center + bounded.half_width
                else shared.topic_share
            end as double
        ) as upper_95,
        case
            when shared.topic <> 'unknown'
                then round(shared.topic_share, 9) >= round(assumptions.value, 9)
        end as is_alert,
        shared.complaints_with_topic,
        shared.anonymous_complaints,
        shared.customers_with_topic < 5 or shared.customers_complaining < 30 as has_low_n
    from shared
    inner join bounded
        on
            shared.product_line = bounded.product_line
            and shared.quarter_start = bounded.quarter_start
            and shared.topic = bounded.topic
    left join assumptions
        on
            shared.judged_on >= assumptions.valid_from
            and shared.judged_on < assumptions.valid_to

)

select * from final
