with

part_applications as (

    select * from {{ ref('stg_parts__part_applications') }}

),

parts as (

    select * from {{ ref('dim_parts') }}

),

-- a part fits what any part of its chain fits
final as (

    select
        coalesce(parts.final_part_no, part_applications.part_no) as part_no,
        part_applications.product_id
    from part_applications
    left join parts on part_applications.part_no = parts.part_no
    group by
        coalesce(parts.final_part_no, part_applications.part_no),
        part_applications.product_id

)

select * from final
