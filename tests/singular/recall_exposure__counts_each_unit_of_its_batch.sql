-- Fails when the units of an issue that names a batch and no lot, alone of its kind, are not the
-- own-brand units built in that batch, or when a row's cost is not its units times the unit cost.
-- Does not test lots, whose units change with every component replaced.
-- Mended by whoever owns models/marts/quality.
{{ config(meta={'dagster': {'ref': {'name': 'recall_exposure'}}}) }}
with

recall_exposure as (

    select * from {{ ref('recall_exposure') }}

),

units as (

    select * from {{ ref('dim_units') }}
    where is_own_brand

),

assumptions as (

    select * from {{ ref('int_recall_assumptions_in_force') }}

),

built as (

    select
        recall_exposure.issue_id,
        count(units.unit_id) as units
    from recall_exposure
    left join units on recall_exposure.affected_batch = units.production_batch
    where
        recall_exposure.affected_batch is not null
        and recall_exposure.affected_lot_no is null
        and recall_exposure.duplicates = 0
        and recall_exposure.units_produced is not null
    group by recall_exposure.issue_id

),

final as (

    select
        recall_exposure.issue_id,
        recall_exposure.units_produced,
        built.units,
        recall_exposure.recall_cost_amount
    from recall_exposure
    cross join assumptions
    left join built on recall_exposure.issue_id = built.issue_id
    where
        recall_exposure.units_produced <> built.units
        or recall_exposure.recall_cost_amount <> round(
            recall_exposure.units_in_field * recall_exposure.recall_cost_per_unit_amount
            * assumptions.completion_base, 2
        )

)

select * from final
