"""The Dagster code location: its assets and checks are pinned, its job is what a build runs.

After a change that is meant, write the pins anew:
`.venv/bin/python tests/python/test_definitions.py`
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
import yaml

from orchestration import triggers
from orchestration.build import dagster_home
from orchestration.contract import load_contract
from orchestration.definitions import defs
from orchestration.manifest import Manifest
from orchestration.readers import written_for_readers
from orchestration.warehouse import Warehouse

PINS = Path(__file__).with_name("pinned_assets.txt")


def found() -> str:
    """Asset keys, then checks, one a line."""
    graph = defs.resolve_asset_graph()
    keys = sorted(key.to_user_string() for key in graph.get_all_asset_keys())
    checks = sorted(
        f"{check.asset_key.to_user_string()} : {check.name}" for check in graph.asset_check_keys
    )
    return "\n".join(["# assets", *keys, "", "# checks", *checks, ""])


def test_asset_keys_and_checks_are_the_pinned_ones() -> None:
    assert found() == PINS.read_text(encoding="utf-8"), __doc__


def test_every_raw_table_of_the_contract_is_an_asset_with_expectations() -> None:
    graph = defs.resolve_asset_graph()
    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "expectations"}
    for table in load_contract().values():
        key = dg.AssetKey(["raw", table.system, table.name])
        assert graph.has(key)
        assert key in checked


def test_every_dbt_test_is_an_asset_check() -> None:
    manifest = Manifest.load().raw
    names = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
    missing = [
        node["name"]
        for node in tests
        if not any(node["name"] in name or name in node["name"] for name in names)
    ]
    assert missing == [], "a singular test over several models needs config.meta.dagster.ref"


def test_publication_rests_on_everything_that_is_published() -> None:
    graph = defs.resolve_asset_graph()
    parents = graph.get(dg.AssetKey(["published", "warehouse"])).parent_keys
    models = Manifest.load().published_models
    assert {".".join(key.path) for key in parents} == set(models)


def test_one_pool_holds_every_step_that_writes() -> None:
    nodes = defs.resolve_job_def("nightly").nodes
    writers = ["raw_tables", "dbt_models", "expectations", "published__warehouse"]
    pools = dict.fromkeys(writers, "warehouse_writer") | {"published__dashboard": None}
    assert {node.name: node.definition.pool for node in nodes} == pools


def test_only_reading_and_swapping_are_tried_again() -> None:
    nodes = defs.resolve_job_def("nightly").nodes
    retried = {node.name for node in nodes if node.definition.retry_policy}
    assert retried == {"raw_tables", "published__warehouse", "published__dashboard"}


def test_postgresql_is_an_asset_where_its_address_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "published__postgresql"
    assert name not in {asset.op.name for asset in written_for_readers()}
    monkeypatch.setenv("AFTERSALES_POSTGRES", "postgresql://nobody@127.0.0.1:1/none")
    assert name in {asset.op.name for asset in written_for_readers()}


def test_readers_are_shown_behind_the_marts_that_they_read() -> None:
    graph = defs.resolve_asset_graph()
    exposures = Manifest.load().raw["exposures"].values()
    assert exposures
    for exposure in exposures:
        asset = graph.get(dg.AssetKey(["exposures", exposure["name"]]))
        read = {unique_id.split(".")[2] for unique_id in exposure["depends_on"]["nodes"]}
        assert {key.path[-1] for key in asset.parent_keys} == read
        assert not asset.is_materializable


def test_assets_stand_in_groups_by_layer() -> None:
    graph = defs.resolve_asset_graph()
    groups = {key.path[0]: graph.get(key).group_name for key in graph.get_all_asset_keys()}
    layers = ("raw", "gate", "staging", "intermediate", "core", "marts", "audit", "published")
    assert {layer: groups[layer] for layer in layers} == {layer: layer for layer in layers}
    assert {groups["seeds"], groups["exposures"]} == {"seeds", "readers"}


def test_every_mart_has_a_freshness_policy() -> None:
    graph = defs.resolve_asset_graph()
    for relation in Manifest.load().published_models:
        if relation.startswith("marts."):
            node = graph.get(dg.AssetKey(relation.split(".")))
            assert node.freshness_policy is not None, relation


def test_the_schedule_passes_the_date_of_its_own_tick_in_its_own_zone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFTERSALES_TIMEZONE", "Asia/Shanghai")
    monkeypatch.setenv("AFTERSALES_SCHEDULE", "30 1 * * *")
    schedule = triggers.nightly_schedule(defs.resolve_job_def("nightly"))
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 1 * * *", "Asia/Shanghai")
    tick = datetime(2026, 3, 31, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    data = schedule.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=tick))
    config = data.run_requests[0].run_config
    assert config == triggers.as_of_config("2026-03-31")


def test_the_sensor_starts_one_run_when_new_files_have_come_to_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERSALES_RAW", str(tmp_path))
    sensor = triggers.new_files_sensor(defs.resolve_job_def("nightly"))
    cursor = None

    def look() -> int:
        nonlocal cursor
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, cursor=cursor)
            data = sensor.evaluate_tick(context)
        cursor = data.cursor or context.cursor or cursor
        return len(data.run_requests or [])

    assert look() == 0
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "sales.csv").write_text("sale_id\n1\n")
    assert [look(), look(), look()] == [0, 1, 0]
    (tmp_path / "crm" / "sales.csv").write_text("sale_id\n1\n2\n")
    assert [look(), look(), look()] == [0, 1, 0]
    (tmp_path / "notes.txt").write_text("no data")
    assert look() == 0


def test_dagster_sends_nothing_and_writes_one_run_at_a_time(tmp_path: Path) -> None:
    home = dagster_home(Warehouse.at(tmp_path))
    settings = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["concurrency"]["pools"]["default_limit"] == 1
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert not instance.telemetry_enabled
        assert json.dumps(instance.get_concurrency_config().pool_config.default_pool_limit) == "1"


if __name__ == "__main__":
    PINS.write_text(found(), encoding="utf-8")
