with

settings as (

    select * from {{ ref('int_build_settings') }}

),

row_states as (

    select * from {{ ref('int_row_states_counted') }}

),

counted as (

    select
        cast(sum(gate_rows) as bigint) as rows_delivered,
        cast(sum(rejected_rows) as bigint) as rows_rejected
    from row_states

),

final as (

    select
        settings.build_id,
        settings.as_of_date,
        settings.reporting_currency,
        settings.code_version,
        settings.raw_fingerprint,
        settings.started_at,
        counted.rows_delivered,
        counted.rows_rejected
    from settings
    cross join counted

)

select * from final
