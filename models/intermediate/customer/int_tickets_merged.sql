with recursive

tickets as (

    select * from {{ ref('stg_service__tickets') }}

),

-- a successor that no accepted row bears ends the chain before it
links as (

    select
        predecessors.ticket_id,
        predecessors.merged_into_ticket_id as next_id
    from tickets as predecessors
    inner join tickets as successors on predecessors.merged_into_ticket_id = successors.ticket_id

),

walked as (

    select
        ticket_id,
        ticket_id as reached_id,
        0 as steps,
        chr(31) || ticket_id || chr(31) as trail
    from tickets

    union all

    select
        walked.ticket_id,
        links.next_id as reached_id,
        walked.steps + 1 as steps,
        walked.trail || links.next_id || chr(31) as trail
    from walked
    inner join links on walked.reached_id = links.ticket_id
    where instr(walked.trail, chr(31) || links.next_id || chr(31)) = 0

),

ended as (

    select
        ticket_id,
        max(steps) as steps
    from walked
    group by ticket_id

),

-- where the last one still has a successor, that successor opens the cycle
circled as (

    select
        entries.ticket_id,
        entries.steps
    from ended
    inner join walked as lasts
        on ended.ticket_id = lasts.ticket_id and ended.steps = lasts.steps
    inner join links on lasts.reached_id = links.ticket_id
    inner join walked as entries
        on ended.ticket_id = entries.ticket_id and links.next_id = entries.reached_id

),

final as (

    select
        ended.ticket_id,
        min(walked.reached_id) as surviving_ticket_id,
        max(case when circled.ticket_id is not null then 1 else 0 end) = 1 as is_in_cycle
    from ended
    left join circled on ended.ticket_id = circled.ticket_id
    inner join walked
        on
            ended.ticket_id = walked.ticket_id
            and coalesce(circled.steps, ended.steps) <= walked.steps
    group by ended.ticket_id

)

select * from final
