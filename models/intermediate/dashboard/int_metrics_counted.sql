with

metric_components as (

    select * from {{ ref('metric_components') }}

),

warranty_components as (

    select * from {{ ref('int_warranty_components_counted') }}

),

service_components as (

    select * from {{ ref('int_service_components_counted') }}

),

customer_components as (

    select * from {{ ref('int_customer_components_counted') }}

),

quality_components as (

    select * from {{ ref('int_quality_components_counted') }}

),

signed_components as (

    -- an integer times decimal(28, 10) would lose a digit to Spark's limit of 38
    select
        metric,
        side,
        component,
        cast(factor as decimal(2, 0)) as factor
    from metric_components

),

gathered as (

    select
        component,
        product_line,
        region_id,
        month_start,
        amount
    from warranty_components
    union all
    select
        component,
        product_line,
        region_id,
        month_start,
        amount
    from service_components
    union all
    select
        component,
        product_line,
        region_id,
        month_start,
        amount
    from customer_components
    union all
    select
        component,
        product_line,
        region_id,
        month_start,
        amount
    from quality_components

),

final as (

    select
        signed_components.metric,
        gathered.product_line,
        gathered.region_id,
        gathered.month_start,
        cast(sum(
            case
                when signed_components.side = 'numerator'
                    then signed_components.factor * gathered.amount
                else 0
            end
        ) as decimal(28, 10)) as numerator,
        cast(sum(
            case
                when signed_components.side = 'denominator'
                    then signed_components.factor * gathered.amount
                else 0
            end
        ) as decimal(28, 10)) as denominator
    from gathered
    inner join signed_components on gathered.component = signed_components.component
    group by
        signed_components.metric,
        gathered.product_line,
        gathered.region_id,
        gathered.month_start

)

select * from final
