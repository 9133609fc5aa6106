with

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

asked as (

    select
        response_id,
        coalesce('customer ' || customer_id, 'response ' || response_id) as respondent,
        product_line,
        quarter_start,
        survey_type,
        nps_category,
        answered_at
    from survey_responses
    where survey_type in ('nps_relationship', 'nps_transaction') and not is_mystery_audit

),

-- the line `all` is a line of its own, in which a customer of two lines answers once
lined as (

    select
        response_id,
        respondent,
        product_line,
        quarter_start,
        survey_type,
        nps_category,
        answered_at
    from asked

    union all

    select
        response_id,
        respondent,
        'all' as product_line,
        quarter_start,
        survey_type,
        nps_category,
        answered_at
    from asked

),

ranked as (

    select
        product_line,
        quarter_start,
        survey_type,
        nps_category,
        row_number() over (
            partition by
                product_line, quarter_start, survey_type, respondent, nps_category is null
            order by answered_at desc nulls last, response_id desc nulls last
        ) as answer_rank
    from lined

),

counted as (

    select
        product_line,
        quarter_start,
        survey_type,
        count(case when answer_rank = 1 then nps_category end) as responses,
        count(case when answer_rank = 1 and nps_category = 'promoter' then 1 end) as promoters,
        count(case when answer_rank = 1 and nps_category = 'passive' then 1 end) as passives,
        count(case when answer_rank = 1 and nps_category = 'detractor' then 1 end) as detractors,
        count(case when nps_category is null then 1 end) as other_scale_responses
    from ranked
    group by product_line, quarter_start, survey_type

),

scored as (

    select
        product_line,
        quarter_start,
        survey_type,
        cast(100 * (promoters - detractors) as double) / nullif(responses, 0) as nps,
        case
            when responses >= 2 then 100 * sqrt(
                (
                    cast(promoters + detractors as double) / nullif(responses, 0)
                    - cast((promoters - detractors) * (promoters - detractors) as double)
                    / nullif(responses * responses, 0)
                ) / nullif(responses, 0)
            )
        end as standard_error
    from counted

),

final as (

    select
        counted.product_line,
        counted.quarter_start,
        counted.survey_type,
        counted.responses,
        counted.promoters,
        counted.passives,
        counted.detractors,
        scored.nps,
        counted.promoters - counted.detractors as nps_numerator,
        counted.responses as nps_denominator,
        scored.standard_error,
        case
            when scored.nps - 1.959963984540054 * scored.standard_error < -100 then -100.0e0
            else scored.nps - 1.959963984540054 * scored.standard_error
        end as lower_95,
        case
            when scored.nps + 1.959963984540054 * scored.standard_error > 100 then 100.0e0
            else scored.nps + 1.959963984540054 * scored.standard_error
        end as upper_95,
        counted.other_scale_responses,
        counted.responses < 30 as has_low_n
    from counted
    inner join scored
        on
            counted.product_line = scored.product_line
            and counted.quarter_start = scored.quarter_start
            and counted.survey_type = scored.survey_type

)

select * from final
