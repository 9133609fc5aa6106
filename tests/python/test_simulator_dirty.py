"""Soiled rows bear one fault each, of every kind, and move nothing of the clean company."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest
from simulator_checker import read_folder

from orchestration.contract import Table, load_contract
from simulator import SimulationReport, simulate
from simulator.dirty import MINIMUM
from simulator.faults import faults_of, fresh_column

SMALL = {"units": 600, "years": 3, "seed": 7}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    return simulate(tmp_path_factory.mktemp("clean"), **SMALL)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    return simulate(tmp_path_factory.mktemp("dirty"), **SMALL, dirty=0.01)


@pytest.fixture(scope="module")
def dirty_csv(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    return simulate(tmp_path_factory.mktemp("csv"), **SMALL, dirty=0.01, fmt="csv")


def truth(report: SimulationReport, name: str) -> list[dict[str, str]]:
    with (report.truth / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def soiled(report: SimulationReport, table: Table) -> list[dict[str, str | None]]:
    """The rows of the soiled files of a table, as text."""
    files = f"{report.raw}/{table.system}/{table.name}/*-soiled.parquet"
    if not list((report.raw / table.system / table.name).glob("*-soiled.parquet")):
        return []
    cursor = duckdb.execute(f"select * from read_parquet('{files}')")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reasons(table: Table, row: dict[str, str | None]) -> list[str]:
    """An independent, slow reading of one row by the contract; references are left aside."""
    found, typed = [], {}
    for column in table.columns:
        text, kind = row[column.name], column.type.split("(")[0]
        typed[column.name] = None
        if text is None:
            if column.name in table.key:
                found.append("missing_key")
            elif column.required:
                found.append(f"missing_required:{column.name}")
            continue
        cast = "integer" if kind == "bigint" else column.type
        query = f"select try_cast(? as {cast})"
        bad_text = (kind == "integer" and "." in text) or ("," in text and kind == "decimal")
        value = None if bad_text else duckdb.execute(query, [text]).fetchone()[0]
        if value is None:
            found.append(f"invalid_type:{column.name}")
            continue
        typed[column.name] = value
        if column.accepted and text not in column.accepted:
            found.append(f"not_accepted:{column.name}")
        low, above, high = column.minimum, column.above, column.maximum
        outside = (low is not None and value < low) or (above is not None and value <= above)
        if outside or (high is not None and value > high):
            found.append(f"out_of_range:{column.name}")
    for first, second in table.not_after:
        if typed[first] is not None and typed[second] is not None and typed[first] > typed[second]:
            found.append(f"impossible_order:{first},{second}")
    scale = [typed.get(name) for name in ("scale_min", "score", "scale_max")]
    if None not in scale and scale != sorted(scale):
        found.append("out_of_range:score")
    quantity = typed["quantity"] if table.full_name == "parts.movements" else None
    if quantity is not None and quantity <= 0 and row["movement_type"] != "adjustment":
        found.append("out_of_range:quantity")
    if row.get("currency") == "XTS":
        found.append("missing_rate:XTS")
    amounts = [c.name for c in table.columns if c.type in ("decimal(18,2)", "decimal(18,4)")]
    optional = [c for c in table.columns if c.name == "currency" and not c.required]
    if optional and row["currency"] is None and any(row[name] for name in amounts):
        found.append("missing_required:currency")
    return found


@pytest.mark.parametrize("name", list(load_contract()))
def test_each_row_bears_the_fault_that_truth_counts(dirty, name):
    table = load_contract()[name]
    counted: Counter[str] = Counter()
    for row in soiled(dirty, table):
        if row["is_deleted"] == "true":
            continue
        found = reasons(table, row)
        assert len(found) <= 1, (name, found, row)
        counted.update(found)
    expected = {
        row["reason"]: int(row["rows"])
        for row in truth(dirty, "rejected_rows")
        if row["table_name"] == name
        and not row["reason"].startswith(("conflicting_duplicate", "missing_parent"))
    }
    assert dict(counted) == expected


def test_conflicts_are_pairs_of_one_key_and_time(dirty):
    for name, table in load_contract().items():
        expected = sum(
            int(row["rows"])
            for row in truth(dirty, "rejected_rows")
            if row["table_name"] == name and row["reason"] == "conflicting_duplicate"
        )
        groups = defaultdict(set)
        for row in soiled(dirty, table):
            if row["is_deleted"] is None and row["updated_at"]:
                key = tuple(row[part] for part in (*table.key, "updated_at"))
                groups[key].add(tuple(row.values()))
        conflicts = sum(len(rows) for rows in groups.values() if len(rows) > 1)
        assert conflicts == expected, name


def test_every_kind_of_fault_occurs(dirty):
    kinds = {row["reason"].split(":")[0] for row in truth(dirty, "rejected_rows")}
    assert kinds == {
        "missing_key",
        "missing_required",
        "invalid_type",
        "not_accepted",
        "conflicting_duplicate",
        "missing_parent",
        "missing_rate",
        "out_of_range",
        "impossible_order",
    }


def test_csv_has_lines_with_too_few_and_too_many_fields(dirty_csv):
    lines = set()
    for path in dirty_csv.raw.rglob("*-soiled.csv"):
        fields = path.read_text(encoding="utf-8").splitlines()
        header = fields[0].count(",")
        lines |= {
            ("few" if line.count(",") < header else "many")
            for line in fields
            if line.startswith("malformed")
        }
    assert lines == {"few", "many"}
    reasons_ = {row["reason"] for row in truth(dirty_csv, "rejected_rows")}
    assert "malformed_line" in reasons_


def test_every_large_table_is_soiled(dirty, clean):
    large = {name for name, rows in clean.rows.items() if rows >= 4 * MINIMUM}
    assert large <= {row["table_name"] for row in truth(dirty, "rejected_rows")}
    small = {name for name, rows in clean.rows.items() if rows < MINIMUM}
    assert not small & {row["table_name"] for row in truth(dirty, "rejected_rows")}


def test_rejected_share_stays_under_the_limit(dirty):
    looked_up = ("missing_parent:", "missing_rate:")
    rejected: Counter[str] = Counter()
    for row in truth(dirty, "rejected_rows"):
        if not row["reason"].startswith(looked_up):
            rejected[row["table_name"]] += int(row["rows"])
    shares = {name: count / dirty.rows[name] for name, count in rejected.items()}
    assert max(shares.values()) < 0.04


def test_clean_files_and_totals_do_not_move(dirty, clean):
    for name in (
        "warranty_by_month",
        "cost_by_month",
        "failure_events",
        "nps",
        "referrals",
        "lifecycle_warranty",
        "work_orders_closed",
        "parts_demand",
    ):
        assert truth(dirty, name) == truth(clean, name)
    for path in clean.raw.rglob("*.parquet"):
        assert path.read_bytes() == (dirty.raw / path.relative_to(clean.raw)).read_bytes()


def test_a_soiled_row_never_takes_the_place_of_a_sound_one(dirty, clean):
    now, then = read_folder(clean.raw), read_folder(dirty.raw)
    for name, table in load_contract().items():
        view = name.replace(".", "__")
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        lost = now.execute(f"select {columns} from now_{view}").fetchall()
        kept = set(then.execute(f"select {columns} from now_{view}").fetchall())
        assert not [row for row in lost if row not in kept][:1], name


def test_row_balance_of_truth_adds_up(dirty):
    for row in truth(dirty, "row_balance"):
        parts = sum(int(row[name]) for name in ("accepted", "duplicates", "deleted", "rejected"))
        assert parts == int(row["delivered"]) == dirty.rows[row["table_name"]]
    assert sum(int(row["deleted"]) for row in truth(dirty, "row_balance")) > 50
    assert truth(dirty, "orphans")
    assert {row["reason"] for row in truth(dirty, "cascades")} >= {
        "missing_parent:warranty.claims",
        "missing_parent:warranty.units",
    }


def test_faults_come_from_the_contract():
    for table in load_contract().values():
        names = {fault.reason for fault in faults_of(table)}
        for first, second in table.not_after:
            assert f"impossible_order:{first},{second}" in names
        for column in table.columns:
            if column.accepted:
                assert f"not_accepted:{column.name}" in names
        assert fresh_column(table) in table.key


def test_soiling_is_deterministic(dirty, tmp_path):
    again = simulate(tmp_path / "again", **SMALL, dirty=0.01)
    paths = sorted(Path(dirty.raw).rglob("*-soiled.parquet"))
    assert paths
    for path in paths:
        assert path.read_bytes() == (again.raw / path.relative_to(dirty.raw)).read_bytes()
