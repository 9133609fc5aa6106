with recursive

issues as (

    select * from {{ ref('stg_quality__issues') }}

),

settings as (

    select * from {{ ref('int_build_settings') }}

),

raised as (

    select
        issues.issue_id,
        issues.duplicate_of_issue_id
    from issues
    inner join settings on issues.submitted_on <= settings.as_of_date

),

-- an original that no issue known by then bears ends the chain before it
links as (

    select
        predecessors.issue_id,
        predecessors.duplicate_of_issue_id as next_id
    from raised as predecessors
    inner join raised as successors
        on predecessors.duplicate_of_issue_id = successors.issue_id

),

walked as (

    select
        issue_id,
        issue_id as reached_id,
        0 as steps,
        chr(31) || issue_id || chr(31) as visited_path
    from raised

    union all

    select
        walked.issue_id,
        links.next_id as reached_id,
        walked.steps + 1 as steps,
        walked.visited_path || links.next_id || chr(31) as visited_path
    from walked
    inner join links on walked.reached_id = links.issue_id
    where instr(walked.visited_path, chr(31) || links.next_id || chr(31)) = 0

),

ended as (

    select
        issue_id,
        max(steps) as steps
    from walked
    group by issue_id

),

-- where the last one is itself a duplicate, the chain runs in a circle
circled as (

    select
        entries.issue_id,
        entries.steps
    from ended
    inner join walked as lasts
        on ended.issue_id = lasts.issue_id and ended.steps = lasts.steps
    inner join links on lasts.reached_id = links.issue_id
    inner join walked as entries
        on ended.issue_id = entries.issue_id and links.next_id = entries.reached_id

),

final as (

    select
        ended.issue_id,
        min(walked.reached_id) as original_issue_id,
        max(case when circled.issue_id is not null then 1 else 0 end) = 1 as is_in_cycle
    from ended
    left join circled on ended.issue_id = circled.issue_id
    inner join walked
        on
            ended.issue_id = walked.issue_id
            and coalesce(circled.steps, ended.steps) <= walked.steps
    group by ended.issue_id

)

select * from final
