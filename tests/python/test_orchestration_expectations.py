"""Expectations: profiles of what arrived, their rules, and Data Docs without a network."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import expectations, profiles, validation
from orchestration.contract import load_contract
from orchestration.expectations import Rule, Suite
from orchestration.manifest import Manifest

AS_OF = date(2026, 3, 31)


def base_table(connection: duckdb.DuckDBPyConnection, name: str, rows: int) -> None:
    """A gate table of `rows` accepted rows; numbers are 1, text is `x`, dates are about AS_OF."""
    table = load_contract()[name]
    values = {"date": "date '2026-03-31'", "timestamp": "timestamp '2026-03-30'", "varchar": "'x'"}
    columns = [f"{values.get(c.type, '1')} as {c.name}" for c in table.columns]
    connection.execute("create schema if not exists gate")
    connection.execute(
        f"create or replace table gate.base_{table.system}__{table.name} as"
        f" select {', '.join(columns)}, 'accepted' as row_state,"
        f" cast(null as varchar) as reject_reasons from range({rows})"
    )


def history(folder: Path, rows: list[int]) -> None:
    """Earlier published builds that had crm.customers with so many rows."""
    folder.mkdir(exist_ok=True)
    for number, count in enumerate(rows):
        duckdb.execute(
            f"copy (select 'crm' as system, 'customers' as table_name, '*' as column_name,"
            f" {count}::bigint as rows_delivered) to '{folder / f'b{number}.parquet'}'"
        )


def outcomes_for(
    folder: Path, rows: int, before: list[int], allowed: tuple[str, ...] = ()
) -> dict[tuple[str, str], bool]:
    history(folder, before)
    with duckdb.connect() as connection:
        base_table(connection, "crm.customers", rows)
        profiles.write_profiles(connection, ["crm.customers"], "b9", folder)
        suites = expectations.delivery_suites(connection, AS_OF, 0.05, allowed)
    outcomes = validation.validate(suites, "b9", None)
    return {(o.check_name, o.severity): o.passed for o in outcomes}


def test_volume_is_held_against_the_median_of_earlier_builds(tmp_path: Path) -> None:
    steady = outcomes_for(tmp_path, 950, [1000, 900, 1100])
    assert steady["volume_change at least 0.7 and at most 3", "warning"]
    assert steady["volume_change at least 0.1", "error"]


def test_a_tenth_of_the_rows_is_a_warning_and_less_is_an_error(tmp_path: Path) -> None:
    half = outcomes_for(tmp_path, 500, [1000])
    assert not half["volume_change at least 0.7 and at most 3", "warning"]
    assert half["volume_change at least 0.1", "error"]
    gone = outcomes_for(tmp_path, 0, [1000])
    assert not gone["volume_change at least 0.1", "error"]
    assert not gone["rows_delivered at least 1", "warning"]


def test_a_loss_that_is_meant_does_not_stop_and_small_tables_may_swing(tmp_path: Path) -> None:
    meant = outcomes_for(tmp_path, 0, [1000], allowed=("crm.customers",))
    assert ("volume_change at least 0.1", "error") not in meant
    small = outcomes_for(tmp_path / "small", 1, [20])
    assert not any(name.startswith("volume_change") for name, _ in small)


def test_a_profile_shows_no_value_of_text_or_personal_data(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        base_table(connection, "crm.customers", 10)
        profiles.write_profiles(connection, ["crm.customers"], "b1", tmp_path)
        rows = connection.execute(
            f"select column_name, minimum, maximum, null_share, distinct_count"
            f" from {profiles.RELATION}"
        ).fetchall()
    by_column = {row[0]: row[1:] for row in rows}
    assert by_column["full_name"] == (None, None, 0.0, 1)
    assert by_column["created_at"][0] == "2026-03-30 00:00:00"
    comments = set(profiles.COMMENTS) - {None}
    with duckdb.connect() as connection:
        connection.execute(profiles._CREATE)
        columns = {c for c, *_ in connection.execute(f"describe {profiles.RELATION}").fetchall()}
    assert columns == comments


def test_every_rule_of_the_marts_names_a_column_of_its_model() -> None:
    models = Manifest.load().published_models
    for mart, spec in expectations.load_rules()["marts"].items():
        assert f"marts.{mart}" in models, mart
        columns = set(models[f"marts.{mart}"]["columns"])
        assert set(spec["columns"]) <= columns, (mart, set(spec["columns"]) - columns)
        assert set(spec.get("needs", [])) <= set(load_contract())


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    rules = [Rule("rows", "error", minimum=1), Rule("share", "warning", maximum=0.01, why="<why>")]
    good = Suite("mart nps", "marts.nps", {"rows": 3}, rules[:1])
    bad = Suite("delivered crm.sales", "raw.crm.sales", {"rows": 0, "share": 0.2}, rules)
    outcomes = validation.validate([good, bad], "b1", folder)
    assert [outcome.passed for outcome in outcomes] == [True, False, False]
    return folder


def test_data_docs_need_no_network_and_no_script(docs: Path) -> None:
    pages = list(docs.rglob("*.html"))
    assert len(pages) == 5
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(
            r"""(?:src|href)\s*=\s*["'](?:https?:)?//|url\(|<script|@import""", text
        )
        for target in re.findall(r"""href=["']([^"'#]+)""", text):
            assert (page.parent / target).exists(), (page, target)


def test_the_index_of_data_docs_says_what_failed_first(docs: Path) -> None:
    text = (docs / "index.html").read_text(encoding="utf-8")
    assert text.index("delivered crm.sales") < text.index("mart nps")
    assert "raw.crm.sales: rows is 0, expected at least 1" in text
    assert "&lt;why&gt;" in text
