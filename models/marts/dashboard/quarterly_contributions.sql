with

framed as (

    select * from {{ ref('int_contributions_framed') }}

),

compared as (

    select
        metric,
        dimension,
        member,
        quarter_start,
        numerator,
        lag(numerator) over (
            partition by metric, dimension, member order by quarter_start nulls last
        ) as previous_numerator,
        denominator,
        lag(denominator) over (
            partition by metric, dimension, member order by quarter_start nulls last
        ) as previous_denominator
    from framed

),

-- members that never moved would only lengthen the list; the whole is always told
kept as (

    select
        metric,
        dimension,
        member,
        quarter_start,
        numerator,
        previous_numerator,
        numerator - previous_numerator as numerator_change,
        denominator,
        previous_denominator,
        denominator - previous_denominator as denominator_change
    from compared
    where
        dimension = 'company'
        or numerator <> 0
        or coalesce(previous_numerator, 0) <> 0
        or coalesce(denominator, 0) <> 0
        or coalesce(previous_denominator, 0) <> 0

),

final as (

    select
        quarter_start,
        metric,
        dimension,
        member,
        cast(numerator as decimal(28, 10)) as numerator,
        cast(previous_numerator as decimal(28, 10)) as previous_numerator,
        cast(numerator_change as decimal(28, 10)) as numerator_change,
        cast(denominator as decimal(28, 10)) as denominator,
        cast(previous_denominator as decimal(28, 10)) as previous_denominator,
        cast(denominator_change as decimal(28, 10)) as denominator_change,
        cast(row_number() over (
            partition by quarter_start, metric, dimension
            order by
                abs(numerator_change) desc nulls last,
                numerator desc nulls last,
                member asc nulls last
        ) as bigint) as contribution_rank
    from kept

)

select * from final
