with

settings as (

    select * from {{ ref('stg_build__settings') }}

),

final as (

    select
        build_id,
        as_of_date,
        reporting_currency,
        default_timezone,
        code_version,
        raw_fingerprint,
        started_at
    from settings

)

select * from final
