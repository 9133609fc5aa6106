with

attributes as (

    select * from {{ ref('int_alarm_attributes_compared') }}
    where population is not null

),

spread as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        cases,
        population_with,
        population,
        {{ each_number('cases_with', 'least(cases, population_with)') }} as events
    from attributes

),

-- Fisher, one-sided: the hypergeometric probability of so many cases with the value, or more
summed as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        sum(
            exp(
                {{ ln_factorial('population_with') }} - {{ ln_factorial('events') }}
                - {{ ln_factorial('population_with - events') }}
                + {{ ln_factorial('population - population_with') }}
                - {{ ln_factorial('cases - events') }}
                - {{ ln_factorial('population - population_with - cases + events') }}
                - {{ ln_factorial('population') }} + {{ ln_factorial('cases') }}
                + {{ ln_factorial('population - cases') }}
            )
        ) as probability
    from spread
    where population - population_with - cases + events >= 0
    group by
        product_id, failure_mode, rule_name, first_alarm_on, attribute_name, attribute_value

),

final as (

    select
        product_id,
        failure_mode,
        rule_name,
        first_alarm_on,
        attribute_name,
        attribute_value,
        least(probability, 1) as probability
    from summed

)

select * from final
