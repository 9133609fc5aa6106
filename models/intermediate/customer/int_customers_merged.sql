with recursive

customers as (

    select * from {{ ref('stg_crm__customers') }}

),

-- a successor that no accepted row bears ends the chain before it
links as (

    select
        predecessors.customer_id,
        predecessors.merged_into_customer_id as next_id
    from customers as predecessors
    inner join customers as successors
        on predecessors.merged_into_customer_id = successors.customer_id

),

walked as (

    select
        customer_id,
        customer_id as reached_id,
        0 as steps,
        chr(31) || customer_id || chr(31) as visited_path
    from customers

    union all

    select
        walked.customer_id,
        links.next_id as reached_id,
        walked.steps + 1 as steps,
        walked.visited_path || links.next_id || chr(31) as visited_path
    from walked
    inner join links on walked.reached_id = links.customer_id
    where instr(walked.visited_path, chr(31) || links.next_id || chr(31)) = 0

),

ended as (

    select
        customer_id,
        max(steps) as steps
    from walked
    group by customer_id

),

-- where the last one still has a successor, that successor opens the cycle
circled as (

    select
        entries.customer_id,
        entries.steps
    from ended
    inner join walked as lasts
        on ended.customer_id = lasts.customer_id and ended.steps = lasts.steps
    inner join links on lasts.reached_id = links.customer_id
    inner join walked as entries
        on ended.customer_id = entries.customer_id and links.next_id = entries.reached_id

),

final as (

    select
        ended.customer_id,
        min(walked.reached_id) as surviving_customer_id,
        max(case when circled.customer_id is not null then 1 else 0 end) = 1 as is_in_cycle
    from ended
    left join circled on ended.customer_id = circled.customer_id
    inner join walked
        on
            ended.customer_id = walked.customer_id
            and coalesce(circled.steps, ended.steps) <= walked.steps
    group by ended.customer_id

)

select * from final
