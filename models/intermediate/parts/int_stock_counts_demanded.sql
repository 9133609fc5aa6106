with

stock_counts as (

    select * from {{ ref('int_stock_counts_last') }}

),

parts_demanded as (

    select * from {{ ref('int_parts_demanded') }}

),

counted as (

    select
        quarter_start,
        final_part_no,
        location_id,
        max(snapshot_on) as snapshot_on
    from stock_counts
    group by quarter_start, final_part_no, location_id

),

-- parts of one chain share their demand; where it was moved from decides for excess only
final as (

    select
        counted.quarter_start,
        counted.final_part_no,
        counted.location_id,
        cast(greatest(coalesce(sum(
            case
                when
                    parts_demanded.location_id = counted.location_id
                    and parts_demanded.moved_on > {{ add_months('counted.snapshot_on', '-12') }}
                    then parts_demanded.demanded_qty
            end
        ), 0), 0) as decimal(28, 3)) as demand_12m_qty,
        max(case when parts_demanded.is_issue then parts_demanded.moved_on end) as last_issued_on
    from counted
    left join parts_demanded
        on
            counted.final_part_no = parts_demanded.final_part_no
            and counted.snapshot_on >= parts_demanded.moved_on
    group by counted.quarter_start, counted.final_part_no, counted.location_id

)

select * from final
