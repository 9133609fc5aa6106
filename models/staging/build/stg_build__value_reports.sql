with

value_reports as (

    select * from {{ source('build', 'value_reports') }}

),

renamed as (

    select
        quarter_start,
        statement,
        metric,
        scope_type,
        scope,
        frozen_value,
        unit,
        numerator,
        denominator,
        value_basis,
        evidence_grade,
        frozen_at,
        build_id,
        as_of_date,
        content_hash
    from value_reports

)

select * from renamed
