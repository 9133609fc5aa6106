"""`aftersales build`: the nightly job in this process, and its report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from orchestration.errors import Refusal
from orchestration.nightly import BuildOptions, Nightly
from orchestration.progress import Progress
from orchestration.warehouse import Warehouse, open_published

# No telemetry, whatever a machine's own settings say.
QUIET_TOOLS = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DAGSTER_DISABLE_TELEMETRY": "true",
}

_DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    granularity: run
    default_limit: 1
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 300
"""


def dagster_home(warehouse: Warehouse) -> Path:
    """Dagster's folder in the warehouse, with its settings; made when it is not there."""
    home = warehouse.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(_DAGSTER_YAML, encoding="utf-8")
    return home


def run_build(options: BuildOptions, progress: Progress) -> Nightly:
    """Build and publish through the job `nightly`; raises `Refusal` when it was not published.

    The warehouse is free again when this returns or raises.
    """
    os.environ.update(QUIET_TOOLS)
    nightly = Nightly(options, progress)
    try:
        nightly.begin()
        _run_job(nightly)
        _tell_server(nightly)
    finally:
        nightly.end()
    return nightly


def _run_job(nightly: Nightly) -> None:
    import dagster as dg

    from orchestration.definitions import definitions_with

    resource = dg.ResourceDefinition.hardcoded_resource(nightly)
    job = definitions_with(resource).resolve_job_def("nightly")
    # In memory: four thousand events in Dagster's SQLite files take longer than the models.
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            instance=instance,
            asset_selection=_selected(nightly.options.select),
            raise_on_error=False,
        )
    if nightly.refusal is not None:
        raise nightly.refusal
    if not result.success:
        stopped = any("Interrupted" in str(e.step_failure_data.error) for e in _failures(result))
        raise Refusal(
            "The build was stopped." if stopped else "The build failed.",
            [_last_words(event) for event in _failures(result)],
            stage="dagster",
        )


def _tell_server(nightly: Nightly) -> None:
    """Let the Dagster of `aftersales serve`, where there is one, know what was published."""
    import dagster as dg

    if not nightly.place.dagster_home.exists():
        return
    with dg.DagsterInstance.from_config(str(nightly.place.dagster_home)) as instance:
        for relation in nightly.published:
            if relation.schema_name == "marts" and not relation.is_carried_over:
                event = dg.AssetMaterialization(
                    ["marts", relation.relation_name],
                    metadata={"dagster/row_count": relation.row_count, "build": nightly.build_id},
                )
                instance.report_runless_asset_event(event)


def _failures(result: Any) -> list:
    return [event for event in result.all_events if event.is_step_failure]


def _last_words(event: Any) -> str:
    error = event.step_failure_data.error
    while error.cause is not None:
        error = error.cause
    return f"{event.step_key}: {error.message.strip()}"


def _selected(select: tuple[str, ...]) -> list | None:
    """Asset keys of a dbt selection, what it rests on, and the steps around it."""
    if not select:
        return None
    from orchestration.definitions import select_assets

    return select_assets(select)


def report(nightly: Nightly) -> dict[str, Any]:
    """What `build --json` prints: place, seconds, content hashes, warnings, what is missing."""
    marts = {
        relation.relation_name: {
            "rows": relation.row_count,
            "content_hash": relation.content_hash,
            "is_carried_over": relation.is_carried_over,
        }
        for relation in nightly.published
        if relation.schema_name == "marts" and relation.relation_name != "build_info"
    }
    return {
        "status": "published",
        "build_id": nightly.build_id,
        "as_of_date": str(nightly.settings.as_of_date),
        "reporting_currency": nightly.settings.reporting_currency,
        "raw_fingerprint": nightly.settings.raw_fingerprint,
        "warehouse": str(nightly.place.published),
        "dashboard": str(nightly.place.dashboard_dir / "index.html"),
        "data_docs": str(nightly.place.docs_dir / "index.html"),
        "seconds": {name: round(value, 2) for name, value in nightly.progress.seconds.items()},
        "marts": dict(sorted(marts.items())),
        "warnings": nightly.warnings,
        "not_available": missing_marts(nightly.place.published),
    }


def missing_marts(published: Path) -> list[dict[str, str]]:
    """Marts that bear no figure for want of raw tables, as `audit.mart_readiness` tells.

    A build of selected models alone, into a new warehouse, has no such table and tells nothing.
    """
    with open_published(published) as connection:
        told = connection.execute(
            "select count(*) from information_schema.tables"
            " where table_schema = 'audit' and table_name = 'mart_readiness'"
        ).fetchone()
        if told == (0,):
            return []
        rows = connection.execute(
            "select mart, string_agg(subject, ', ' order by subject) from audit.mart_readiness"
            " where kind = 'missing_table' and not is_available group by mart order by mart"
        ).fetchall()
    return [{"mart": mart, "message": f"not delivered: {tables}"} for mart, tables in rows]


def refusal_report(refusal: Refusal, build_id: str | None = None) -> dict[str, Any]:
    """What `build --json` prints when nothing was published, or not all that follows it."""
    status = "published_with_fault" if refusal.comes_after_publication else "refused"
    return {"status": status, "build_id": build_id, **refusal.as_dict()}
