with

service_costs as (

    select * from {{ ref('stg_finance__service_costs') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

final as (

    select
        cast(date_trunc('month', service_costs.posted_on) as date) as month_start,
        count(*) as entries
    from service_costs
    cross join settings
    where service_costs.posted_on <= settings.as_of_date
    group by cast(date_trunc('month', service_costs.posted_on) as date)

)

select * from final
