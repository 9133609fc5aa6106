with

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand and in_service_on is not null

),

products as (

    select * from {{ ref('dim_products') }}

),

claims as (

    select * from {{ ref('fct_warranty_claims') }}
    where usage_at_failure > 0

),

usage_daily as (

    select * from {{ ref('stg_telemetry__usage_daily') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

reading_days as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'usage_reading_days'

),

donor_days as (

    select * from {{ ref('int_assumptions_ranged') }}
    where assumption = 'usage_donor_days'

),

-- a reading of the first days tells little of the use that follows
claimed as (

    select
        units.unit_id,
        cast(claims.usage_at_failure as double) as usage_amount,
        {{ days_between('units.in_service_on', 'claims.failed_on') }} as usage_days,
        min({{ days_between('units.in_service_on', 'claims.failed_on') }}) over (
            partition by units.unit_id
        ) as first_days,
        donor_days.value as donor_days,
        row_number() over (
            partition by units.unit_id
            order by
                claims.failed_on desc nulls last, claims.usage_at_failure desc nulls last,
                claims.claim_id asc nulls last
        ) as reading_rank
    from claims
    inner join units on claims.unit_id = units.unit_id
    inner join settings on claims.failed_on <= settings.as_of_date
    inner join reading_days
        on
            settings.as_of_date >= reading_days.valid_from
            and settings.as_of_date < reading_days.valid_to
    inner join donor_days
        on
            settings.as_of_date >= donor_days.valid_from
            and settings.as_of_date < donor_days.valid_to
    where {{ days_between('units.in_service_on', 'claims.failed_on') }} >= reading_days.value

),

recorded as (

    select
        usage_daily.unit_id,
        cast(sum(usage_daily.usage_amount) as double) as usage_amount,
        count(*) as usage_days
    from usage_daily
    inner join settings on usage_daily.usage_on <= settings.as_of_date
    group by usage_daily.unit_id
    having sum(usage_daily.usage_amount) > 0

),

-- heavy users are out of coverage early, so late claims are those of light users: no donors
known as (

    select
        units.unit_id,
        coalesce(products.model, products.product_id) as model,
        coalesce(claimed.usage_amount, recorded.usage_amount) as usage_amount,
        coalesce(claimed.usage_days, recorded.usage_days) as usage_days,
        coalesce(claimed.usage_days, recorded.usage_days) is not null as is_known,
        recorded.usage_days is not null
        or coalesce(claimed.first_days <= claimed.donor_days, false) as is_donor
    from units
    inner join products on units.product_id = products.product_id
    left join claimed on units.unit_id = claimed.unit_id and claimed.reading_rank = 1
    left join recorded on units.unit_id = recorded.unit_id

),

ordered as (

    select
        unit_id,
        model,
        usage_amount,
        usage_days,
        is_known,
        is_donor,
        count(case when is_donor then 1 end) over (partition by model) as donors,
        row_number() over (
            partition by model, is_known, is_donor order by unit_id asc nulls last
        ) as place
    from known

),

-- units without a reading take those of the model's donors in turn, so that all paces occur
final as (

    select
        ordered.unit_id,
        ordered.model,
        coalesce(ordered.usage_amount, donated.usage_amount) as usage_amount,
        cast(coalesce(ordered.usage_days, donated.usage_days) as bigint) as usage_days,
        donated.unit_id is not null as is_donated
    from ordered
    left join ordered as donated
        on
            ordered.model = donated.model
            and not ordered.is_known
            and donated.is_donor
            and ordered.place % nullif(ordered.donors, 0) + 1 = donated.place

)

select * from final
