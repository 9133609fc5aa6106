with

accepted as (

    select * from {{ ref('base_crm__customer_goals') }}
    where row_state = 'accepted'

),

renamed as (

    select
        goal_id,
        customer_id,
        goal_name,
        baseline_value,
        target_value,
        actual_value,
        due_on,
        updated_at,
        extra_columns,
        _file,
        _row_number
    from accepted

)

select * from renamed
