"""Who reads the marts: every mart has a reader with a name, and Dagster shows him."""

from __future__ import annotations

import re

import dagster as dg
import pytest

from dashboard.marts import KEYS
from dashboard.report_marts import SOURCES
from orchestration.assets import TRANSLATOR
from orchestration.exposures import exposure_specs
from orchestration.manifest import Manifest

# A mart that nobody reads is named here with the reason; none is.
UNREAD: dict[str, str] = {}


@pytest.fixture(scope="module")
def manifest() -> dict:
    return Manifest.load().raw


@pytest.fixture(scope="module")
def marts(manifest: dict) -> set[str]:
    return {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def test_the_three_readers_are_there(manifest: dict) -> None:
    names = {exposure["name"] for exposure in manifest["exposures"].values()}
    assert names >= {"aftersales_dashboard", "quarterly_value_report", "bi_tools"}


def test_every_exposure_has_owner_label_and_description(manifest: dict) -> None:
    wrong = [
        exposure["name"]
        for exposure in manifest["exposures"].values()
        if not exposure["owner"].get("name")
        or not re.fullmatch(r"[a-z-]+@example\.com", exposure["owner"].get("email") or "")
        or len(exposure["description"].split()) < 15
        or not (exposure["label"] and exposure["maturity"])
    ]
    assert not wrong


def test_every_mart_is_read_by_an_exposure(manifest: dict, marts: set[str]) -> None:
    read = {
        unique_id
        for exposure in manifest["exposures"].values()
        for unique_id in exposure["depends_on"]["nodes"]
    }
    assert {mart.split(".")[-1] for mart in marts - read} == UNREAD.keys()


def test_bi_tools_see_every_mart(manifest: dict, marts: set[str]) -> None:
    bi_tools = manifest["exposures"]["exposure.aftersales.bi_tools"]
    assert marts <= set(bi_tools["depends_on"]["nodes"])


def test_readers_read_what_is_published(manifest: dict) -> None:
    published = {node["unique_id"] for node in Manifest.load().published_models.values()}
    wrong = [
        f"{exposure['name']} reads {unique_id}"
        for exposure in manifest["exposures"].values()
        for unique_id in exposure["depends_on"]["nodes"]
        if unique_id not in published
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("exposure", "read"), [("aftersales_dashboard", KEYS), ("quarterly_value_report", SOURCES)]
)
def test_dashboard_and_report_name_all_that_they_read(
    exposure: str, read: dict, manifest: dict
) -> None:
    """What later builds will bring, and what no model makes, is left out."""
    models = Manifest.load().published_models
    expected = {models[relation]["unique_id"] for relation in read if relation in models}
    told = manifest["exposures"][f"exposure.aftersales.{exposure}"]["depends_on"]["nodes"]
    assert set(told) == expected


def test_dagster_shows_every_exposure_behind_its_marts(manifest: dict) -> None:
    specs = {spec.key: spec for spec in exposure_specs(manifest, TRANSLATOR)}
    assert len(specs) == len(manifest["exposures"])
    for exposure in manifest["exposures"].values():
        spec = specs[dg.AssetKey(["exposures", exposure["name"]])]
        parents = {dep.asset_key for dep in spec.deps}
        expected = {
            dg.AssetKey([manifest["nodes"][node]["schema"], manifest["nodes"][node]["name"]])
            for node in exposure["depends_on"]["nodes"]
        }
        assert parents == expected
        assert (spec.group_name, list(spec.owners)) == ("readers", [exposure["owner"]["email"]])
        assert spec.description == exposure["description"]


def test_exposures_are_shown_and_never_made(manifest: dict) -> None:
    specs = exposure_specs(manifest, TRANSLATOR)
    nightly = dg.define_asset_job("nightly", selection=dg.AssetSelection.all())

    @dg.asset(key=["marts", "nps"])
    def mart() -> None: ...

    definitions = dg.Definitions(assets=[mart, *specs], jobs=[nightly])
    graph = definitions.resolve_asset_graph()
    assert {spec.key for spec in specs} <= graph.get_all_asset_keys()
    assert not {spec.key for spec in specs} & set(graph.materializable_asset_keys)
    run = definitions.resolve_job_def("nightly").asset_layer.executable_asset_keys
    assert run == {dg.AssetKey(["marts", "nps"])}
