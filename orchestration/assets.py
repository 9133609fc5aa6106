"""The nightly run as Dagster assets: raw tables, dbt models, expectations, publication."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.contract import PROJECT_DIR, load_contract
from orchestration.dbt_run import prepare_manifest
from orchestration.errors import Refusal
from orchestration.expectations import load_rules
from orchestration.manifest import Manifest
from orchestration.nightly import Nightly

WRITER_POOL = "warehouse_writer"
PUBLISHED = dg.AssetKey(["published", "warehouse"])
# Only what can pass by itself is tried again: a disk, a share or a lock, never faulty data.
RETRIES = dg.RetryPolicy(max_retries=3, delay=15, backoff=dg.Backoff.EXPONENTIAL)
_MAY_PASS = (OSError, duckdb.IOException)
_STAYS = (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError)

prepare_manifest()
MANIFEST = Manifest.load()


class Translator(DagsterDbtTranslator):
    """Asset keys `raw/<system>/<table>` for sources, freshness policies for marts."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The key of a dbt node."""
        if dbt_resource_props["resource_type"] == "source":
            return raw_key(dbt_resource_props["source_name"], dbt_resource_props["name"])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: the first folder below `models`, or `seeds`."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return dbt_resource_props["fqn"][1]

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The asset of a dbt node; a mart that misses a night warns, then fails."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        if manifest["nodes"].get(unique_id, {}).get("schema") != "marts":
            return spec
        policy = dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=50), warn_window=timedelta(hours=26)
        )
        return spec.replace_attributes(freshness_policy=policy)


TRANSLATOR = Translator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))


def raw_key(system: str, table: str) -> dg.AssetKey:
    """The asset of a raw table as it was delivered."""
    return dg.AssetKey(["raw", system, table])


@contextmanager
def faults_told(nightly: Nightly) -> Iterator[None]:
    """Turn a `Refusal` into a failure that is retried only where that can help."""
    try:
        yield
    except Refusal as refusal:
        nightly.refusal = nightly.refusal or refusal
        raise dg.Failure(
            description=str(refusal),
            metadata={"stage": refusal.stage, "marts": ", ".join(refusal.marts)},
            allow_retries=refusal.passes_by_itself,
        ) from refusal
    except dg.Failure:
        raise
    except Exception as error:
        if isinstance(error, _MAY_PASS) and not isinstance(error, _STAYS):
            nightly.progress.warn(f"{error}; trying again where that can help")
            raise
        refusal = nightly.unexpected(error)
        raise dg.Failure(description=str(refusal), allow_retries=False) from error


RAW_SPECS = [
    dg.AssetSpec(
        raw_key(table.system, table.name),
        description=table.description,
        group_name="raw",
        metadata={"need": table.need},
    )
    for table in load_contract().values()
] + [
    dg.AssetSpec(raw_key("build", name), group_name="raw", description=description)
    for name, description in {
        "settings": "One row: what this build was asked for.",
        "deliveries": "One row per table of the contract: whether it was delivered.",
        "value_reports": "One row per figure of a published quarterly report, as it was frozen.",
    }.items()
]


@dg.multi_asset(
    specs=RAW_SPECS,
    name="raw_tables",
    required_resource_keys={"nightly"},
    retry_policy=RETRIES,
    pool=WRITER_POOL,
)
def raw_tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Land the raw source: a snapshot as it was delivered."""
    nightly: Nightly = context.resources.nightly
    with faults_told(nightly):
        nightly.begin()
        nightly.land()
    for name, table in nightly.landing.tables.items():
        rows = sum(file.rows for file in table.files)
        yield dg.MaterializeResult(
            asset_key=raw_key(*name.split(".")),
            metadata={
                "dagster/row_count": rows,
                "files": len(table.files),
                "is_delivered": table.is_delivered,
            },
        )
    for name in ("settings", "deliveries", "value_reports"):
        yield dg.MaterializeResult(asset_key=raw_key("build", name))


@dbt_assets(
    manifest=MANIFEST.raw,
    exclude="resource_type:unit_test",
    name="dbt_models",
    dagster_dbt_translator=TRANSLATOR,
    project=DbtProject(PROJECT_DIR),
    required_resource_keys={"nightly"},
    pool=WRITER_POOL,
)
def dbt_models(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Gate, staging, intermediate, core, marts and audit, with their tests as asset checks."""
    nightly: Nightly = context.resources.nightly
    with faults_told(nightly):
        for event in nightly.build_models():
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(MANIFEST.raw, TRANSLATOR, context)


def _published_keys() -> list[dg.AssetKey]:
    return sorted(
        (TRANSLATOR.get_asset_key(node) for node in MANIFEST.published_models.values()),
        key=lambda key: key.path,
    )


def expectation_specs() -> list[dg.AssetCheckSpec]:
    """One check per raw table, and one per headline mart that publication waits for."""
    after = [key for key in _published_keys() if key.path[0] != "audit"]
    delivered = [
        dg.AssetCheckSpec(
            "expectations",
            asset=raw_key(table.system, table.name),
            additional_deps=after,
            description="Volume, freshness, null shares, ranges and share rejected.",
        )
        for table in load_contract().values()
    ]
    marts = [
        dg.AssetCheckSpec(
            "expectations",
            asset=dg.AssetKey(["marts", mart]),
            blocking=True,
            description="Bounds that the figures of the mart keep.",
        )
        for mart in load_rules()["marts"]
        if f"marts.{mart}" in MANIFEST.published_models
    ]
    return delivered + marts


@dg.multi_asset_check(
    specs=expectation_specs(),
    name="expectations",
    required_resource_keys={"nightly"},
    pool=WRITER_POOL,
    can_subset=True,
)
def expectations_met(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Great Expectations over the profile of what arrived and over the headline marts."""
    nightly: Nightly = context.resources.nightly
    with faults_told(nightly):
        outcomes = nightly.check()
    by_asset: dict[dg.AssetKey, list] = {}
    for outcome in outcomes:
        by_asset.setdefault(dg.AssetKey(outcome.relation.split(".")), []).append(outcome)
    for key in context.selected_asset_check_keys:
        failed = [o for o in by_asset.get(key.asset_key, []) if not o.passed]
        is_error = any(outcome.severity == "error" for outcome in failed)
        yield dg.AssetCheckResult(
            passed=not failed,
            asset_key=key.asset_key,
            check_name=key.name,
            severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": len(by_asset.get(key.asset_key, [])),
                "findings": "\n".join(outcome.message for outcome in failed),
            },
        )
    with faults_told(nightly):
        nightly.refuse_failed()


@dg.asset(
    key=PUBLISHED,
    deps=_published_keys(),
    group_name="published",
    description="The warehouse that readers open, swapped in as a whole after every check.",
    required_resource_keys={"nightly"},
    retry_policy=RETRIES,
    pool=WRITER_POOL,
)
def published_warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Publish atomically."""
    nightly: Nightly = context.resources.nightly
    with faults_told(nightly):
        nightly.publish()
    hashes = {
        f"{relation.schema_name}.{relation.relation_name}": relation.content_hash
        for relation in nightly.published
    }
    return dg.MaterializeResult(
        metadata={"path": str(nightly.place.published), "content_hashes": hashes}
    )
