with

marts_available as (

    select * from {{ ref('int_marts_available') }}

),

tables_missing as (

    select * from {{ ref('int_mart_tables_missing') }}

),

facts_counted as (

    select * from {{ ref('int_readiness_facts_counted') }}
    where row_count > 0

),

readiness_facts as (

    select * from {{ ref('readiness_facts') }}

),

counted_missing as (

    select
        mart,
        count(*) as missing_tables
    from tables_missing
    group by mart

),

gathered as (

    select
        marts_available.mart,
        'state' as kind,
        case
            when not marts_available.is_available then 'empty'
            when counted_missing.missing_tables > 0 then 'partly'
            else 'complete'
        end as subject,
        coalesce(counted_missing.missing_tables, 0) as row_count,
        'raw tables that are missing of those that the mart can use' as message
    from marts_available
    left join counted_missing on marts_available.mart = counted_missing.mart

    union all

    select
        mart,
        'missing_table' as kind,
        full_name as subject,
        cast(null as bigint) as row_count,
        effect as message
    from tables_missing

    union all

    select
        readiness_facts.mart,
        'counted_rows' as kind,
        readiness_facts.fact as subject,
        facts_counted.row_count,
        readiness_facts.message
    from facts_counted
    inner join readiness_facts on facts_counted.fact = readiness_facts.fact

),

final as (

    select
        gathered.mart,
        marts_available.is_available,
        gathered.kind,
        gathered.subject,
        gathered.row_count,
        gathered.message
    from gathered
    inner join marts_available on gathered.mart = marts_available.mart

)

select * from final
