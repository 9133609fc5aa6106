with

quality_issues as (

    select * from {{ ref('fct_quality_issues') }}
    where failure_mode is not null

),

-- an issue without a product speaks for its failure mode on every product
final as (

    select
        failure_mode,
        nullif(product_id, 'unknown') as product_id,
        count(*) as issues
    from quality_issues
    group by failure_mode, nullif(product_id, 'unknown')

)

select * from final
