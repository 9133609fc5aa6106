with

accepted as (

    select * from {{ ref('base_warranty__claim_lines') }}
    where row_state = 'accepted'

),

renamed as (

    select
        claim_id,
        claim_version,
        line_no,
        line_type,
        part_no,
        quantity,
        claimed_amount,
        approved_amount,
        labor_operation,
        labor_hours,
        is_causal_part,
        standard_hours,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
