"""The simulated company's planted issue, in recall_exposure and quality_loop, against its truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from harness import BUILD_FILE_NAME, records


@pytest.fixture(scope="module")
def truth(built_company: Path) -> dict:
    path = built_company / "company" / "truth" / "summary.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(built_company: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(built_company / "build" / BUILD_FILE_NAME), read_only=True)
    yield connection
    connection.close()


def planted(built: duckdb.DuckDBPyConnection, mart: str, truth: dict) -> dict:
    issue_id = truth["defective_lot"]["issue_id"]
    (row,) = records(built, f"select * from marts.{mart} where issue_id = '{issue_id}'")
    return row


def test_the_defective_lot_is_exposed_where_it_is_still_fitted(built, truth: dict) -> None:
    row = planted(built, "recall_exposure", truth)
    assert row["affected_lot_no"] == truth["defective_lot"]["lot_no"]
    # every defective unit is exposed, or had its sensor replaced since
    assert row["units_produced"] + row["units_replaced"] == truth["defective_lot"]["units"]
    assert row["units_replaced"] > 0
    assert row["recall_cost_amount"] == 15_000 * row["units_in_field"]
    assert row["claimed_avoided_amount"] == 200_000_000
    assert row["duplicates"] == 1
    assert row["has_free_containment"] is True


def test_the_planted_loop_is_closed(built, truth: dict) -> None:
    row = planted(built, "quality_loop", truth)
    assert row["loop_stage"] == "closed"
    assert (row["days_to_submit"], row["days_to_accept"], row["cycle_days"]) == (12, 9, 165)
    assert row["is_effective_feedback"] is True
