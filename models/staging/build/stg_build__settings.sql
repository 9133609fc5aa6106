with

settings as (

    select * from {{ source('build', 'settings') }}

),

renamed as (

    select
        build_id,
        as_of_date,
        cast({{ add_days('as_of_date', 1) }} as timestamp) as as_of_end_at,
        reporting_currency,
        default_timezone,
        code_version,
        raw_fingerprint,
        started_at
    from settings

)

select * from renamed
