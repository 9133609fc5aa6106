with recursive

parts as (

    select * from {{ ref('stg_parts__parts') }}

),

-- a successor that no accepted row bears ends the chain before it
links as (

    select
        predecessors.part_no,
        predecessors.superseded_by_part_no as next_id
    from parts as predecessors
    inner join parts as successors on predecessors.superseded_by_part_no = successors.part_no

),

walked as (

    select
        part_no,
        part_no as reached_id,
        0 as steps,
        chr(31) || part_no || chr(31) as visited_path
    from parts

    union all

    select
        walked.part_no,
        links.next_id as reached_id,
        walked.steps + 1 as steps,
        walked.visited_path || links.next_id || chr(31) as visited_path
    from walked
    inner join links on walked.reached_id = links.part_no
    where instr(walked.visited_path, chr(31) || links.next_id || chr(31)) = 0

),

ended as (

    select
        part_no,
        max(steps) as steps
    from walked
    group by part_no

),

-- where the last one still has a successor, that successor opens the cycle
circled as (

    select
        entries.part_no,
        entries.steps
    from ended
    inner join walked as lasts
        on ended.part_no = lasts.part_no and ended.steps = lasts.steps
    inner join links on lasts.reached_id = links.part_no
    inner join walked as entries
        on ended.part_no = entries.part_no and links.next_id = entries.reached_id

),

final as (

    select
        ended.part_no,
        min(walked.reached_id) as final_part_no,
        max(case when circled.part_no is not null then 1 else 0 end) = 1 as is_in_cycle
    from ended
    left join circled on ended.part_no = circled.part_no
    inner join walked
        on
            ended.part_no = walked.part_no
            and coalesce(circled.steps, ended.steps) <= walked.steps
    group by ended.part_no

)

select * from final
