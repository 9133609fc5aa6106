with

warranty_claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where is_counting and is_posted

),

job_costs as (

    select * from {{ ref('int_job_costs_traced') }}

),

work_orders as (

    select * from {{ ref('fct_work_orders') }}

),

units as (

    select * from {{ ref('dim_units') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

lifecycle_years as (

    select * from {{ ref('lifecycle_years') }}
    where is_reported

),

gathered as (

    select
        'warranty' as component,
        claim_id as source_id,
        posted_month as month_start,
        unit_id,
        failed_on as event_on,
        product_line,
        is_other_brand,
        region_id,
        is_own_claim,
        cost_amount as amount
    from warranty_claims

    union all

    select
        job_costs.component,
        job_costs.work_order_id as source_id,
        job_costs.month_start,
        work_orders.unit_id,
        work_orders.opened_on as event_on,
        work_orders.product_line,
        work_orders.is_other_brand,
        work_orders.region_id,
        false as is_own_claim,
        job_costs.amount
    from job_costs
    inner join work_orders on job_costs.work_order_id = work_orders.work_order_id

),

aged as (

    select
        gathered.component,
        gathered.source_id,
        gathered.month_start,
        gathered.product_line,
        gathered.is_other_brand,
        gathered.region_id,
        gathered.is_own_claim,
        gathered.amount,
        coalesce(units.is_own_brand, false) as is_own_brand,
        case
            when units.in_service_on <= settings.as_of_date
                then cast(extract(year from units.in_service_on) as integer)
        end as sale_year,
        case
            when units.in_service_on <= settings.as_of_date
                then cast(floor(
                    {{ months_between('units.in_service_on', 'gathered.event_on') }}
                    / cast(12 as double)
                ) as integer) + 1
        end as year_in_service
    from gathered
    cross join settings
    left join units on gathered.unit_id = units.unit_id

),

reported as (

    select
        min(year_in_service) as first_year,
        max(year_in_service) as last_year
    from lifecycle_years

),

final as (

    select
        aged.component,
        aged.source_id,
        aged.month_start,
        aged.product_line,
        aged.region_id,
        aged.is_own_claim,
        case
            when aged.is_other_brand then 'other_brand'
            when not aged.is_own_brand then 'no_unit'
            when
                aged.year_in_service between
                reported.first_year and reported.last_year
                then 'in_cohorts'
            when aged.year_in_service > reported.last_year then 'after_year_5'
            else 'before_service'
        end as place,
        aged.sale_year,
        aged.year_in_service,
        aged.amount
    from aged
    cross join reported

)

select * from final
