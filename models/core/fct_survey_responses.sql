with

survey_responses as (

    select * from {{ ref('stg_crm__survey_responses') }}

),

responses_located as (

    select * from {{ ref('int_survey_responses_located') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

dated as (

    select
        survey_responses.response_id,
        {{ local_date('survey_responses.answered_at', 'responses_located.timezone') }}
            as answered_on
    from survey_responses
    inner join responses_located on survey_responses.response_id = responses_located.response_id

),

final as (

    select
        survey_responses.response_id,
        responses_located.customer_id,
        survey_responses.product_id,
        responses_located.product_line,
        survey_responses.ticket_id,
        survey_responses.work_order_id,
        responses_located.unit_id,
        responses_located.service_center_id,
        responses_located.region_id,
        responses_located.timezone,
        responses_located.is_mystery_audit,
        survey_responses.survey_type,
        survey_responses.moment,
        survey_responses.score,
        survey_responses.scale_min,
        survey_responses.scale_max,
        case
            when
                survey_responses.survey_type not in ('nps_relationship', 'nps_transaction')
                or survey_responses.scale_min <> 0 or survey_responses.scale_max <> 10
                then null
            when survey_responses.score >= 9 then 'promoter'
            when survey_responses.score <= 6 then 'detractor'
            else 'passive'
        end as nps_category,
        survey_responses.sent_at,
        survey_responses.answered_at,
        dated.answered_on,
        cast(date_trunc('quarter', dated.answered_on) as date) as quarter_start
    from survey_responses
    cross join settings
    inner join responses_located on survey_responses.response_id = responses_located.response_id
    inner join dated on survey_responses.response_id = dated.response_id
    where dated.answered_on <= settings.as_of_date

)

select * from final
