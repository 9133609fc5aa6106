"""Whole nightly runs through Dagster, from the command line to what a reader opens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from harness import BUILD_FILE_NAME, differing, write_raw

from orchestration import check_results, expectations
from orchestration.build import report, run_build
from orchestration.contract import load_contract
from orchestration.errors import Refusal
from orchestration.manifest import Manifest
from orchestration.nightly import Nightly, options_from
from orchestration.progress import Progress

AS_OF = "2026-03-31"


def build(raw: Path, place: Path, *more: str) -> dict:
    """One build from the command line; its JSON result, with the exit code in `code`."""
    command = [sys.executable, "-m", "orchestration.cli", "build", "--json", *more]
    command += ["--raw", str(raw), "--warehouse", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    assert done.stdout, done.stderr[-4000:]
    return {**json.loads(done.stdout), "code": done.returncode, "progress": done.stderr}


def hashes(result: dict) -> dict[str, str]:
    return {name: mart["content_hash"] for name, mart in result["marts"].items()}


@pytest.fixture(scope="module")
def first(company: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A simulated company, built as `make demo` builds one."""
    place = tmp_path_factory.mktemp("nightly") / "warehouse"
    return place, build(company / "raw", place)


def rows(place: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(place / "aftersales.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_company_is_published_with_every_mart(first: tuple[Path, dict]) -> None:
    place, result = first
    assert (result["code"], result["status"]) == (0, "published"), result
    assert result["not_available"] == []
    models = Manifest.load().published_models
    wanted = {name.split(".")[1] for name in models if name.startswith("marts.")} - {"build_info"}
    assert set(result["marts"]) == wanted
    published = {
        f"{schema}.{name}"
        for schema, name in rows(place, "select schema_name, table_name from duckdb_tables()")
    }
    assert set(models) <= published


def test_steps_are_told_with_their_seconds(first: tuple[Path, dict]) -> None:
    _, result = first
    steps = ["prepare", "landing", "gate", "models", "checks", "publication", "dashboard"]
    assert list(result["seconds"]) == steps
    events = [json.loads(line) for line in result["progress"].splitlines() if line[:1] == "{"]
    assert [e["step"] for e in events if e["event"] == "finished"] == steps


def test_every_published_relation_and_column_has_a_comment(first: tuple[Path, dict]) -> None:
    place, _ = first
    bare = rows(
        place,
        "select schema_name || '.' || table_name from duckdb_tables() where comment is null"
        " union all select schema_name || '.' || table_name || '.' || column_name"
        " from duckdb_columns() where comment is null and not internal",
    )
    assert bare == []


def test_no_column_of_personal_data_is_published(first: tuple[Path, dict]) -> None:
    place, _ = first
    personal = {c.name for table in load_contract().values() for c in table.columns if c.pii}
    columns = rows(place, "select table_name, column_name from duckdb_columns() where not internal")
    assert [pair for pair in columns if pair[1] in personal] == []


def test_check_results_hold_every_dbt_test_and_every_suite(first: tuple[Path, dict]) -> None:
    place, _ = first
    manifest = Manifest.load()
    tests = {n["name"] for n in manifest.raw["nodes"].values() if n["resource_type"] == "test"}
    found = rows(place, f"select source, check_name, relation from {check_results.RELATION}")
    assert {name for source, name, _ in found if source == "dbt"} == tests
    expected = {relation for source, _, relation in found if source == "great_expectations"}
    assert {f"raw.{name}" for name in load_contract()} <= expected
    marts = expectations.load_rules()["marts"]
    assert {f"marts.{mart}" for mart, spec in marts.items() if spec.get("needs")} <= expected


def test_every_check_of_a_sound_company_passes_or_warns(first: tuple[Path, dict]) -> None:
    place, _ = first
    failed = rows(
        place,
        f"select check_name, message from {check_results.RELATION}"
        " where status not in ('pass', 'warn')",
    )
    assert failed == []


def test_data_docs_are_written(first: tuple[Path, dict]) -> None:
    place, result = first
    index = Path(result["data_docs"])
    assert index.parent == place / "data_docs"
    assert "delivered crm.sales" in index.read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_marts(first: tuple[Path, dict], built_company: Path) -> None:
    """Row for row what dbt alone makes of the same raw folder, in another process."""
    place, _ = first
    build_file = built_company / "build" / BUILD_FILE_NAME
    with (
        duckdb.connect(str(place / "aftersales.duckdb"), read_only=True) as published,
        duckdb.connect(str(build_file), read_only=True) as built,
    ):
        left_out = ("marts.build_info",)
        assert not differing(published, built, "marts", "core", leave_out=left_out)


def test_a_soiled_company_is_published_and_its_faults_are_counted(
    dirty_company: Path, tmp_path: Path
) -> None:
    result = build(dirty_company / "raw", tmp_path)
    assert (result["code"], result["status"]) == (0, "published"), result
    assert rows(tmp_path, "select count(*) > 0 from audit.rejected_rows") == [(True,)]
    assert any("rejected_share" in warning for warning in result["warnings"])


def answers(count: int) -> dict[str, list[dict]]:
    asked = {"survey_type": "nps_relationship", "scale_min": "0", "scale_max": "10"}
    return {
        "crm.survey_responses": [
            {"response_id": f"R{i}", "score": i % 11, "answered_at": "2026-02-01 08:00:00", **asked}
            for i in range(count)
        ]
    }


@pytest.fixture(scope="module")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict]:
    """A company that has only surveys, published: raw folder, warehouse, result."""
    folder = tmp_path_factory.mktemp("surveys")
    raw = write_raw(folder / "raw", answers(150))
    return raw, folder / "warehouse", build(raw, folder / "warehouse", "--as-of", AS_OF)


def test_a_subset_is_published_and_says_what_is_missing(
    surveys: tuple[Path, Path, dict],
) -> None:
    _, place, result = surveys
    assert result["code"] == 0
    assert rows(place, "select sum(responses) > 0 from marts.nps") == [(True,)]
    missing = {item["mart"] for item in result["not_available"]}
    assert {"warranty_cost_ratio", "lifecycle_cost", "referral_value"} <= missing
    assert "nps" not in missing


def in_process(raw: Path, place: Path, **options: object) -> Nightly:
    chosen = options_from(str(raw), place, AS_OF, select=("nps",), **options)
    return run_build(chosen, Progress("quiet"))


def test_an_expectation_of_severity_error_stops_the_build(
    surveys: tuple[Path, Path, dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, place, _ = surveys
    rules = expectations.load_rules()
    rules["marts"]["nps"]["columns"]["responses"] = [{"severity": "error", "maximum": 1}]
    before = (place / "aftersales.duckdb").read_bytes()
    monkeypatch.setattr(expectations, "load_rules", lambda: rules)
    with pytest.raises(Refusal) as refused:
        in_process(raw, place)
    assert refused.value.stage == "checks"
    assert "marts.nps: maximum__responses is" in refused.value.details[0]
    assert "nps" in refused.value.marts
    assert (place / "aftersales.duckdb").read_bytes() == before


def test_a_vanished_table_and_too_many_rejects_stop_the_build(
    surveys: tuple[Path, Path, dict], tmp_path: Path
) -> None:
    _, place, _ = surveys
    before = (place / "aftersales.duckdb").read_bytes()
    customer = {"customer_id": "C1", "customer_type": "consumer", "created_at": "2020-01-01 00:00"}
    gone = build(write_raw(tmp_path / "gone", {"crm.customers": [customer]}), place)
    assert (gone["code"], gone["stage"]) == (1, "landing")
    assert "--allow-missing crm.survey_responses" in gone["cure"]
    soiled = answers(150)
    for row in soiled["crm.survey_responses"][:20]:
        row["score"] = "good"
    refused = build(write_raw(tmp_path / "soiled", soiled), place, "--as-of", AS_OF)
    assert (refused["code"], refused["stage"]) == (1, "gate")
    assert refused["details"][0] == "crm.survey_responses: 20 of 150 rows (13.3%)"
    assert (
        "invalid_type:score: 20 rows, e.g. crm/survey_responses.csv row 1" in refused["details"][1]
    )
    assert (place / "aftersales.duckdb").read_bytes() == before


def test_a_selection_is_built_and_the_rest_is_carried_over(
    surveys: tuple[Path, Path, dict],
) -> None:
    raw, place, result = surveys
    nightly = in_process(raw, place)
    told = report(nightly)
    assert hashes(told) == hashes(result)
    assert not told["marts"]["nps"]["is_carried_over"]
    assert told["marts"]["lifecycle_cost"]["is_carried_over"]
    assert told["build_id"] != result["build_id"]
    assert len(list((place / "history").glob("*.parquet"))) >= 2
    # The selection's own build_info is published with it, not that of the build before.
    assert rows(place, "select build_id from marts.build_info") == [(told["build_id"],)]
