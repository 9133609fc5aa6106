with

failures as (

    select * from {{ ref('int_failures_merged') }}

),

-- an issue that spans several lines, modes or parts bears the name of none
final as (

    select
        issue_key,
        min(failed_on) as first_failed_on,
        case when min(product_line) = max(product_line) then min(product_line) end as product_line,
        case
            when min(failure_mode) = max(failure_mode) then nullif(min(failure_mode), 'unknown')
        end as failure_mode,
        case when min(part_no) = max(part_no) then nullif(min(part_no), 'unknown') end as part_no
    from failures
    where not is_unknown
    group by issue_key

)

select * from final
