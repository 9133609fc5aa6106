with

compared as (

    select * from {{ ref('int_alarm_attributes_compared') }}

),

tested as (

    select * from {{ ref('int_alarm_attributes_tested') }}

),

alarms as (

    select * from {{ ref('emerging_issues') }}

),

rated as (

    select
        alarms.alarm_id,
        alarms.product_id,
        alarms.failure_mode,
        alarms.rule as rule_name,
        alarms.first_alarm_on,
        compared.attribute_name,
        compared.attribute_value,
        compared.cases_with,
        compared.cases,
        compared.population_with,
        compared.population,
        cast(compared.cases_with as double) / nullif(compared.cases, 0) as case_share,
        cast(compared.population_with as double) / nullif(compared.population, 0)
            as population_share,
        cast(compared.cases_with as double) * compared.population
        / nullif(cast(compared.cases as double) * compared.population_with, 0) as lift,
        tested.probability,
        compared.values_tested,
        compared.cases_with = alarms.distinct_units as is_shared
    from compared
    inner join alarms
        on
            compared.product_id = alarms.product_id
            and compared.failure_mode = alarms.failure_mode
            and compared.rule_name = alarms.rule
            and compared.first_alarm_on = alarms.first_alarm_on
    left join tested
        on
            compared.product_id = tested.product_id
            and compared.failure_mode = tested.failure_mode
            and compared.rule_name = tested.rule_name
            and compared.first_alarm_on = tested.first_alarm_on
            and compared.attribute_name = tested.attribute_name
            and compared.attribute_value = tested.attribute_value

),

ranked as (

    select
        alarm_id,
        attribute_name,
        attribute_value,
        probability * values_tested / row_number() over (
            partition by alarm_id
            order by
                probability asc nulls last, lift desc nulls last, attribute_name asc nulls last,
                attribute_value asc nulls last
        ) as false_share,
        row_number() over (
            partition by alarm_id
            order by
                probability asc nulls last, lift desc nulls last, attribute_name asc nulls last,
                attribute_value asc nulls last
        ) as rank_in_alarm,
        row_number() over (
            partition by alarm_id, is_shared
            order by
                probability asc nulls last, lift desc nulls last, attribute_name asc nulls last,
                attribute_value asc nulls last
        ) as rank_among_shared
    from rated

),

-- Benjamini and Hochberg: the smallest ratio from the largest probability down to this one
stepped as (

    select
        alarm_id,
        attribute_name,
        attribute_value,
        rank_in_alarm,
        rank_among_shared,
        least(
            min(false_share) over (
                partition by alarm_id
                order by rank_in_alarm desc nulls last
                rows between unbounded preceding and current row
            ),
            1
        ) as q_value
    from ranked

),

final as (

    select
        rated.alarm_id,
        rated.product_id,
        rated.failure_mode,
        rated.rule_name as {{ adapter.quote('rule') }},
        rated.first_alarm_on,
        rated.attribute_name as {{ adapter.quote('attribute') }},
        rated.attribute_value,
        rated.cases_with,
        rated.cases,
        rated.population_with,
        rated.population,
        rated.case_share,
        rated.population_share,
        rated.lift,
        rated.probability as p_value,
        case when rated.probability is not null then stepped.q_value end as q_value,
        rated.values_tested,
        cast(stepped.rank_in_alarm as bigint) as rank_in_alarm,
        rated.is_shared,
        case when rated.is_shared then cast(stepped.rank_among_shared as bigint) end
            as rank_among_shared,
        rated.cases < 5 or rated.population < 30 as has_low_n,
        case when rated.attribute_name = 'temperature_band' then 'modelled' else 'measured' end
            as evidence_grade
    from rated
    inner join stepped
        on
            rated.alarm_id = stepped.alarm_id
            and rated.attribute_name = stepped.attribute_name
            and rated.attribute_value = stepped.attribute_value

)

select * from final
