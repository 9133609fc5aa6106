"""Broken deliveries as a whole: several faults at once, sources that are none, SQL in names."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from test_bad_input_files import HEADER, ROW, lines

from orchestration.landing import LandingError, Problem, land


def problems_of(source: Path, snapshot: Path) -> list[Problem]:
    with pytest.raises(LandingError) as caught:
        land(str(source), snapshot)
    return caught.value.problems


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for name, content in {
        "crm/sales.csv": lines(HEADER.replace(b"quantity", b"q").replace(b"currency", b"c"), ROW),
        "crm/customers.csv": b"",
        "warranty/products.csv": lines(b"a;b;c"),
        "service/regions.csv": lines(
            b"region_id,region_name,timezone,updated_at", b"R1,North,UTC,2024"
        ),
    }.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(content)
    problems = problems_of(raw, tmp_path / "snapshot")
    assert [(p.table, p.column) for p in problems] == [
        ("crm.customers", None),
        ("crm.sales", "quantity"),
        ("crm.sales", "currency"),
        ("warranty.products", None),
    ]


def test_a_good_delivery_survives_a_broken_one(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "crm"
    folder.mkdir(parents=True)
    (folder / "sales.csv").write_bytes(lines(HEADER, ROW))
    first = land(str(tmp_path / "raw"), tmp_path / "snapshot")
    kept = {path: path.read_bytes() for path in first.tables["crm.sales"].directory.iterdir()}
    (folder / "sales.csv").write_bytes(lines(HEADER, ROW, b'S2,"O2'))
    problems_of(tmp_path / "raw", tmp_path / "snapshot")
    for path, content in kept.items():
        assert path.read_bytes() == content
    (folder / "sales.csv").write_bytes(lines(HEADER, ROW))
    again = land(str(tmp_path / "raw"), tmp_path / "snapshot")
    assert again.fingerprint == first.fingerprint


def test_a_source_without_any_table_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "raw" / "crm").mkdir(parents=True)
    (tmp_path / "raw" / "crm" / "sale.csv").write_bytes(lines(HEADER, ROW))
    (problem,) = problems_of(tmp_path / "raw", tmp_path / "snapshot")
    assert "no table of the contract" in problem.message
    assert "did you mean crm/sales?" in problem.cure
    assert not (tmp_path / "snapshot").exists()


@pytest.mark.parametrize("name", ["missing", "text.duckdb", "text.sqlite"])
def test_what_is_no_source_is_refused(name: str, tmp_path: Path) -> None:
    if name != "missing":
        (tmp_path / name).write_bytes(b"neither of them")
    (problem,) = problems_of(tmp_path / name, tmp_path / "snapshot")
    assert problem.file == str(tmp_path / name)
    assert problem.cure


def test_a_database_without_a_required_column_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "raw.sqlite") as connection:
        connection.execute(
            "create table crm__sales (sale_id text, Sale_date text, updated_at text)"
        )
    problems = problems_of(tmp_path / "raw.sqlite", tmp_path / "snapshot")
    assert {problem.file for problem in problems} == {"raw.sqlite:crm__sales"}
    assert "net_amount" in {problem.column for problem in problems}


def test_a_cut_database_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("create schema crm; create table crm.sales as select 1 as sale_id")
    content = (tmp_path / "raw.duckdb").read_bytes()
    (tmp_path / "raw.duckdb").write_bytes(content[:5000])
    (problem,) = problems_of(tmp_path / "raw.duckdb", tmp_path / "snapshot")
    assert "cannot be opened" in problem.message
    assert problem.file == "raw.duckdb"


def test_a_database_that_is_being_written_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("create schema crm; create table crm.sales as select 1 as sale_id")
        (problem,) = problems_of(tmp_path / "raw.duckdb", tmp_path / "snapshot")
    assert "cannot be opened" in problem.message
    assert "close the program" in problem.cure


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raw.py").write_bytes(lines(HEADER, ROW))
    (problem,) = problems_of(tmp_path / "raw.py", tmp_path / "snapshot")
    assert "neither a folder nor" in problem.message


def test_text_that_looks_like_sql_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "crm" / "sales"
    folder.mkdir(parents=True)
    evil = b"Robert'); drop table sales; --"
    name = "x'; drop table y; -- [1]*?.csv"
    (folder / name).write_bytes(
        lines(HEADER + b',"""; drop ""table"', ROW.replace(b"P1", evil) + b",'; select 1")
    )
    landing = land(str(tmp_path / "raw"), tmp_path / "it's [a] *snapshot?")
    files = list(landing.tables["crm.sales"].directory.iterdir())
    row = pq.read_table(files[0]).to_pylist()[0]
    assert row["product_id"] == evil.decode()
    assert row["_file"] == f"crm/sales/{name}"
    assert row["extra_columns"] == '{"\\"; drop \\"table":"\'; select 1"}'
