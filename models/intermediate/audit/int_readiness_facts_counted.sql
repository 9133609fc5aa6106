with

units as (

    select * from {{ ref('dim_units') }}
    where status in ('returned', 'scrapped', 'exported') and status_on is null

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting

),

claim_lines as (

    select * from {{ ref('fct_warranty_claim_lines') }}
    where is_approval_missing

),

failure_events as (

    select * from {{ ref('int_failure_events') }}
    where part_no = 'unknown'

),

service_costs as (

    select * from {{ ref('fct_service_costs') }}

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}
    where survey_type in ('nps_relationship', 'nps_transaction')

),

referrals as (

    select * from {{ ref('fct_referrals') }}
    where not is_sale_known

),

service_cases as (

    select * from {{ ref('service_case_value') }}
    where case_cost_amount is null

),

final as (

    select
        'units_without_status_on' as fact,
        count(*) as row_count
    from units

    union all

    select
        'claims_without_center' as fact,
        count(*) as row_count
    from claims
    where service_center_id = 'unknown'

    union all

    select
        'claims_without_line' as fact,
        count(*) as row_count
    from claims
    where product_line = 'unknown'

    union all

    select
        'claims_unposted' as fact,
        count(*) as row_count
    from claims
    where not is_posted

    union all

    select
        'lines_without_approved_amount' as fact,
        count(*) as row_count
    from claim_lines

    union all

    select
        'claims_without_causal_part' as fact,
        count(*) as row_count
    from failure_events

    union all

    select
        'costs_without_line' as fact,
        count(*) as row_count
    from service_costs
    where product_line = 'unknown'

    union all

    select
        'costs_without_region' as fact,
        count(*) as row_count
    from service_costs
    where region_id = 'unknown'

    union all

    select
        'answers_on_other_scales' as fact,
        count(*) as row_count
    from survey_responses
    where nps_category is null

    union all

    select
        'answers_without_line' as fact,
        count(*) as row_count
    from survey_responses
    where product_line = 'unknown'

    union all

    select
        'referrals_with_unknown_sale' as fact,
        count(*) as row_count
    from referrals

    union all

    select
        'cases_without_cost' as fact,
        count(*) as row_count
    from service_cases

)

select * from final
