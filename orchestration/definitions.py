"""The one Dagster code location: the nightly run, its schedule, its sensor, its notices."""

import os
from collections.abc import Iterator

import dagster as dg
from dagster_dbt import build_dbt_asset_selection

from orchestration.assets import dbt_models, expectations_met, published_warehouse, raw_tables
from orchestration.nightly import GATE, Nightly, options_from, with_parents
from orchestration.notice import tell_failed_run, tell_failure
from orchestration.progress import Progress
from orchestration.readers import exposures, written_for_readers
from orchestration.triggers import new_files_sensor, nightly_schedule

_OPTIONS = {
    "raw": dg.Field(str, default_value=os.environ.get("AFTERSALES_RAW", "raw")),
    "warehouse": dg.Field(str, default_value=os.environ.get("AFTERSALES_WAREHOUSE", "warehouse")),
    "as_of": dg.Field(dg.Noneable(str), default_value=None, is_required=False),
}


@dg.resource(config_schema=_OPTIONS, description="The state of one build, and its warehouse.")
def nightly_resource(context: dg.InitResourceContext) -> Iterator[Nightly]:
    """Hold the warehouse from the first step to the end of the run."""
    nightly = Nightly(options_from(**context.resource_config), Progress("quiet"))
    try:
        yield nightly
    finally:
        nightly.end()


nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Raw tables in, checked marts out; published only when every check has passed.",
    executor_def=dg.in_process_executor,
    hooks={tell_failure},
)


def definitions_with(nightly: dg.ResourceDefinition) -> dg.Definitions:
    """The code location on this `nightly`: a command brings its own, a schedule makes one."""
    return dg.Definitions(
        assets=[raw_tables, dbt_models, published_warehouse, *written_for_readers(), *exposures()],
        asset_checks=[expectations_met],
        jobs=[nightly_job],
        schedules=[nightly_schedule(nightly_job)],
        sensors=[new_files_sensor(nightly_job), tell_failed_run],
        resources={"nightly": nightly},
    )


defs = definitions_with(nightly_resource)


def select_assets(select: tuple[str, ...]) -> list[dg.AssetKey]:
    """Keys of the job's assets when only some dbt models are asked for, with all they rest on."""
    gate = build_dbt_asset_selection([dbt_models], dbt_select=" ".join(GATE))
    chosen = build_dbt_asset_selection([dbt_models], dbt_select=" ".join(with_parents(select)))
    around = dg.AssetSelection.assets(raw_tables, published_warehouse, *written_for_readers())
    graph = defs.resolve_asset_graph()
    return sorted((gate | chosen | around).resolve(graph), key=lambda key: key.path)
