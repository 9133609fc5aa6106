with

deliveries as (

    select * from {{ source('build', 'deliveries') }}

),

renamed as (

    select
        system,
        table_name,
        is_delivered,
        files
    from deliveries

)

select * from renamed
