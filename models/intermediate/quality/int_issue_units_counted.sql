with

issue_units as (

    select * from {{ ref('int_issue_units_placed') }}

),

issues_gathered as (

    select * from {{ ref('int_issues_gathered') }}

),

tables_delivered as (

    select * from {{ ref('int_tables_delivered') }}

),

shared as (

    select
        unit_id,
        count(*) as issues
    from issue_units
    where place = 'in_field'
    group by unit_id

),

counted as (

    select
        issue_units.original_issue_id,
        count(case when issue_units.place <> 'replaced' then 1 end) as units_produced,
        count(case when issue_units.place = 'in_field' then 1 end) as units_in_field,
        count(case when issue_units.place = 'undelivered' then 1 end) as units_undelivered,
        count(case when issue_units.place = 'exported' then 1 end) as units_exported,
        count(case when issue_units.place = 'scrapped' then 1 end) as units_scrapped,
        count(case when issue_units.place = 'returned' then 1 end) as units_returned,
        count(case when issue_units.place = 'replaced' then 1 end) as units_replaced,
        count(case when issue_units.place = 'in_field' and shared.issues > 1 then 1 end)
            as units_in_other_issues
    from issue_units
    left join shared on issue_units.unit_id = shared.unit_id
    group by issue_units.original_issue_id

),

-- an issue without batch or lot has no population that anybody could count
final as (

    select
        issues_gathered.original_issue_id,
        coalesce(counted.units_produced, 0) as units_produced,
        coalesce(counted.units_in_field, 0) as units_in_field,
        coalesce(counted.units_undelivered, 0) as units_undelivered,
        coalesce(counted.units_exported, 0) as units_exported,
        coalesce(counted.units_scrapped, 0) as units_scrapped,
        coalesce(counted.units_returned, 0) as units_returned,
        coalesce(counted.units_replaced, 0) as units_replaced,
        coalesce(counted.units_in_other_issues, 0) as units_in_other_issues
    from issues_gathered
    cross join tables_delivered
    left join counted on issues_gathered.original_issue_id = counted.original_issue_id
    where
        issues_gathered.has_population
        and tables_delivered.has_warranty__units
        and tables_delivered.has_warranty__products
        and (
            not issues_gathered.needs_components
            or tables_delivered.has_warranty__unit_components
        )

)

select * from final
