with

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

asked as (

    select
        survey_type as metric,
        response_id,
        coalesce('customer ' || customer_id, 'response ' || response_id) as respondent,
        product_line,
        region_id,
        answered_on,
        answered_at,
        case nps_category when 'promoter' then 1 when 'detractor' then -1 else 0 end as points
    from survey_responses
    where nps_category is not null and not is_mystery_audit

),

scoped as (

    select
        metric,
        'company' as scope_type,
        'company' as scope,
        response_id,
        respondent,
        answered_on,
        answered_at,
        points
    from asked

    union all

    select
        metric,
        'product_line' as scope_type,
        product_line as scope,
        response_id,
        respondent,
        answered_on,
        answered_at,
        points
    from asked

    union all

    select
        metric,
        'region' as scope_type,
        region_id as scope,
        response_id,
        respondent,
        answered_on,
        answered_at,
        points
    from asked

),

final as (

    select
        metric,
        scope_type,
        scope,
        response_id,
        respondent,
        cast(date_trunc('month', answered_on) as date) as month_start,
        cast(date_trunc('quarter', answered_on) as date) as quarter_start,
        cast(date_trunc('year', answered_on) as date) as year_start,
        answered_at,
        points
    from scoped

)

select * from final
