with

claim_versions as (

    select * from {{ ref('int_claim_versions_dated') }}
    where is_failure and unit_id is not null and failure_mode is not null

),

products as (

    select * from {{ ref('dim_products') }}
    where is_own_brand

),

named as (

    select
        claim_versions.claim_id,
        claim_versions.claim_version,
        claim_versions.unit_id,
        claim_versions.product_id,
        products.product_line,
        claim_versions.failure_mode,
        claim_versions.failed_on,
        claim_versions.ambient_temp_c,
        claim_versions.software_version,
        claim_versions.known_from,
        claim_versions.known_until,
        claim_versions.unit_id || '/' || claim_versions.product_id || '/'
        || claim_versions.failure_mode as subject
    from claim_versions
    inner join products on claim_versions.product_id = products.product_id
    where claim_versions.known_from < claim_versions.known_until

),

-- a version that goes on saying the same is no new report
compared as (

    select
        claim_id,
        claim_version,
        unit_id,
        product_id,
        product_line,
        failure_mode,
        failed_on,
        ambient_temp_c,
        software_version,
        known_from,
        known_until,
        subject,
        coalesce(
            lag(known_until) over (
                partition by claim_id, subject order by claim_version nulls first
            ) = known_from,
            false
        ) as is_continued
    from named

),

final as (

    select
        claim_id,
        claim_version,
        unit_id,
        product_id,
        product_line,
        failure_mode,
        failed_on,
        ambient_temp_c,
        software_version,
        known_from,
        known_until,
        max(case when not is_continued then known_from end) over (
            partition by claim_id, subject
            order by claim_version nulls first
            rows between unbounded preceding and current row
        ) as reported_on
    from compared

)

select * from final
