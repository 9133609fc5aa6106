"""Oracle 15: real component failures, converted to the contract, come out as they went in."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb
import pytest
from harness import PROJECT_DIR, build_raw

SOURCE = PROJECT_DIR.parent / "shared" / "real" / "azure_pdm"
FAILURES = [("comp2", 259), ("comp1", 192), ("comp4", 179), ("comp3", 131)]

pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason="needs ../shared/real/azure_pdm")


def convert(source: Path, raw: Path) -> dict[str, int]:
    path = PROJECT_DIR / "examples" / "azure_pdm" / "convert.py"
    spec = importlib.util.spec_from_file_location("azure_pdm_convert", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.convert(source, raw)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("azure_pdm")
    written = convert(SOURCE, folder / "raw")
    assert (written["warranty.claim_lines"], written["warranty.units"]) == (761, 100)
    select = ["+top_failure_parts", "+base_telemetry__fault_codes", "+base_service__work_orders"]
    return build_raw(folder / "raw", folder, as_of="2015-12-31", select=select)


@pytest.mark.parametrize("product_line", ["machines", "all"])
def test_failures_by_component(built: duckdb.DuckDBPyConnection, product_line: str) -> None:
    rows = built.execute(
        'select part_no, failure_events from marts.top_failure_parts where "window" = ?'
        " and product_line = ? order by rank_by_count",
        ["12m", product_line],
    ).fetchall()
    assert rows == FAILURES
    assert sum(events for _, events in rows) == 761


def test_failures_are_on_98_machines(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select count(distinct unit_id), count(distinct claim_id) from core.fct_warranty_claims"
    ).fetchone() == (98, 719)


def test_machines_without_a_failure_are_exposed(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(
        "select distinct unit_months, units_in_field from marts.top_failure_parts"
        " where \"window\" = '12m'"
    ).fetchall()
    assert rows == [(1200.0, 100)]
    (rate,) = built.execute(
        "select failures_per_1000_unit_months from marts.top_failure_parts"
        " where \"window\" = '12m' and product_line = 'all' and part_no = 'comp2'"
    ).fetchone()
    assert rate == pytest.approx(259 / 1200 * 1000)


@pytest.mark.parametrize(
    ("table", "accepted", "later"),
    # the log ends on the morning after the as-of date
    [("telemetry__fault_codes", 3917, 2), ("service__work_orders", 2521, 7)],
)
def test_the_gate_takes_the_whole_log(
    built: duckdb.DuckDBPyConnection, table: str, accepted: int, later: int
) -> None:
    states = dict(
        built.execute(
            f"select row_state, count(*) from gate.base_{table} group by row_state"
        ).fetchall()
    )
    assert states == {"accepted": accepted, "after_as_of": later}
