with

looks as (

    select * from {{ ref('int_cluster_windows_looked') }}

),

claim_versions as (

    select * from {{ ref('int_claim_versions_known') }}

),

cluster_units as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'cluster_units'

),

counted as (

    select
        looks.product_id,
        looks.failure_mode,
        looks.looked_on,
        looks.window_start,
        looks.window_end,
        count(distinct claim_versions.unit_id) as distinct_units
    from looks
    inner join claim_versions
        on
            looks.product_id = claim_versions.product_id
            and looks.failure_mode = claim_versions.failure_mode
            and looks.window_start <= claim_versions.failed_on
            and looks.window_end > claim_versions.failed_on
            and looks.looked_on >= claim_versions.known_from
            and looks.looked_on < claim_versions.known_until
    group by
        looks.product_id,
        looks.failure_mode,
        looks.looked_on,
        looks.window_start,
        looks.window_end

),

ranked as (

    select
        counted.product_id,
        counted.failure_mode,
        counted.looked_on,
        counted.window_start,
        counted.window_end,
        counted.distinct_units,
        row_number() over (
            partition by counted.product_id, counted.failure_mode, counted.looked_on
            order by counted.distinct_units desc nulls last, counted.window_start asc nulls last
        ) as window_rank
    from counted
    inner join cluster_units
        on
            counted.looked_on >= cluster_units.valid_from
            and counted.looked_on < cluster_units.valid_to
            and counted.distinct_units >= cluster_units.value

),

final as (

    select
        product_id,
        failure_mode,
        looked_on,
        window_start,
        window_end,
        distinct_units
    from ranked
    where window_rank = 1

)

select * from final
