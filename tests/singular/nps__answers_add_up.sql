-- Fails with a row whose promoters, passives and detractors are not its responses, or whose score,
-- interval or standard error lies outside what a score can be.
-- Does not test which answer of a customer was taken; unit tests of `nps` do.
-- Mended by the owner of `models/marts/customer`.
with

nps as (

    select * from {{ ref('nps') }}

),

final as (

    select
        product_line,
        quarter_start,
        survey_type
    from nps
    where
        promoters + passives + detractors <> responses
        or nps not between -100 and 100
        or lower_95 not between -100 and nps
        or upper_95 not between nps and 100
        or standard_error < 0
        or (nps is null) <> (responses = 0)
        or (standard_error is null) <> (responses < 2)

)

select * from final
