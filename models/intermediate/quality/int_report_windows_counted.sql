with

reports as (

    select * from {{ ref('int_failures_reported') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

alarm_settings as (

    select * from {{ ref('int_alarm_settings') }}

),

-- so few units never raise an alarm, but every report moves the CUSUM
looked as (

    select
        reports.product_id,
        reports.failure_mode,
        reports.reported_on as looked_on,
        {{ add_days('reports.reported_on', '1 - alarm_settings.cluster_days') }} as window_start,
        count(*) as new_reports
    from reports
    inner join alarm_settings
        on
            reports.reported_on >= alarm_settings.valid_from
            and reports.reported_on < alarm_settings.valid_to
    group by
        reports.product_id,
        reports.failure_mode,
        reports.reported_on,
        alarm_settings.cluster_days

),

final as (

    select
        looked.product_id,
        looked.failure_mode,
        looked.looked_on,
        looked.window_start,
        looked.new_reports,
        count(distinct claim_versions.unit_id) as distinct_units
    from looked
    left join claim_versions
        on
            looked.product_id = claim_versions.product_id
            and looked.failure_mode = claim_versions.failure_mode
            and looked.window_start <= claim_versions.reported_on
            and looked.looked_on >= claim_versions.known_from
            and looked.looked_on < claim_versions.known_until
    group by
        looked.product_id,
        looked.failure_mode,
        looked.looked_on,
        looked.window_start,
        looked.new_reports

)

select * from final
