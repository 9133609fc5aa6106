with

vintage_ultimates as (

    select * from {{ ref('int_vintage_ultimates') }}

),

factors_chained as (

    select * from {{ ref('int_development_factors_chained') }}

),

assumptions as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'discount_rate'

),

-- the four quarters after the valuation are the first year of payment
scheduled as (

    select
        vintage_ultimates.product_line,
        vintage_ultimates.sale_quarter,
        factors_chained.development_quarter,
        vintage_ultimates.valued_on,
        {{ int_div(
            '(factors_chained.development_quarter - vintage_ultimates.development_quarter)', '4'
        ) }} + 1 as payment_year,
        coalesce(vintage_ultimates.ultimate, vintage_ultimates.expected_ultimate)
        * case
            when factors_chained.is_last then 0
            else factors_chained.next_maturity - factors_chained.maturity
        end as payment
    from vintage_ultimates
    inner join factors_chained
        on
            vintage_ultimates.product_line = factors_chained.product_line
            and vintage_ultimates.development_quarter <= factors_chained.development_quarter

),

discounted as (

    select
        scheduled.product_line,
        scheduled.sale_quarter,
        scheduled.payment,
        scheduled.payment
        / power(1 + assumptions.value, scheduled.payment_year) as present_value
    from scheduled
    left join assumptions
        on
            {{ add_months(
                add_days('scheduled.valued_on', 1), '12 * (scheduled.payment_year - 1)'
            ) }} >= assumptions.valid_from
            and {{ add_months(
                add_days('scheduled.valued_on', 1), '12 * (scheduled.payment_year - 1)'
            ) }} < assumptions.valid_to

),

-- a sum over an unknown payment is unknown
final as (

    select
        product_line,
        sale_quarter,
        cast(
            case
                when count(*) = count(present_value)
                    then sum(cast(present_value as decimal(38, 8)))
            end as decimal(28, 2)
        ) as present_value_amount
    from discounted
    group by product_line, sale_quarter

)

select * from final
