"""Typed sources: Parquet, DuckDB and SQLite give the text that a CSV of the same table holds."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.landing import Landing, land
from orchestration.landing.typed import text_of, without_exponent

NAMES = "sale_id,order_id,customer_id,product_id,ordered_on,quantity,net_amount,currency,updated_at"
ROWS = [
    ("S2", "O1", "C'1", '质, "P"', "2024-01-02", "2", "10.50", "CNY", "2024-01-03 00:00:00"),
    ("S1", "O1", "C1", "P1", "2024-01-02", "1", "0.00", "EUR", "2024-01-03 10:11:12.500000"),
    ("S3", "O2", "C2", "P1", "2024-02-29", "1", "-3.20", "CNY", "2024-03-01 00:00:00"),
]
TYPES = ["varchar"] * 4 + ["date", "integer", "decimal(18,2)", "varchar", "timestamp"]
LANDED = f"{NAMES}, channel, extra_columns"


def sales(landing: Landing, columns: str = LANDED) -> list[tuple]:
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {columns} from read_parquet(?) order by sale_id",
            [f"{landing.tables['crm.sales'].directory}/*.parquet"],
        ).fetchall()


def expected() -> list[tuple]:
    return sorted((*row, None, '{"Note":"x"}') for row in ROWS)


def typed_table(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    columns = ", ".join(
        f"{column} {kind}" for column, kind in zip(NAMES.split(","), TYPES, strict=True)
    )
    connection.execute(f'create table {name} ({columns}, "Note" varchar, "CHANNEL" varchar)')
    marks = ", ".join("?" * len(TYPES))
    connection.executemany(f"insert into {name} values ({marks}, 'x', '')", ROWS)


def test_every_kind_of_source_gives_the_same_rows(tmp_path: Path) -> None:
    folder = tmp_path / "csv" / "crm"
    folder.mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("create schema crm")
        typed_table(connection, "crm.sales")
        connection.execute(f"copy crm.sales to '{folder}/sales.csv' (header true)")
        (tmp_path / "parquet" / "crm").mkdir(parents=True)
        connection.execute(f"copy crm.sales to '{tmp_path}/parquet/crm/sales.parquet'")
    with sqlite3.connect(tmp_path / "raw.sqlite") as connection:
        columns = ", ".join(f"{name} text" for name in NAMES.split(","))
        connection.execute(f"create table crm__sales ({columns}, Note text, channel text)")
        marks = ", ".join("?" * len(TYPES))
        connection.executemany(f"insert into crm__sales values ({marks}, 'x', '')", ROWS)
    connection.close()
    found = {
        name: sales(land(str(tmp_path / name), tmp_path / f"snapshot {name}"))
        for name in ("parquet", "raw.duckdb", "raw.sqlite")
    }
    assert found == dict.fromkeys(found, expected())
    from_csv = sales(land(str(tmp_path / "csv"), tmp_path / "snapshot csv"))
    assert [row[:8] for row in from_csv] == [row[:8] for row in expected()]


def test_a_database_is_read_in_the_order_of_its_keys_and_not_again(tmp_path: Path) -> None:
    path = tmp_path / "raw.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema crm")
        typed_table(connection, "crm.Sales")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    first = land(str(path), tmp_path / "snapshot")
    assert sales(first, "sale_id, _row_number, _file") == [
        (f"S{n}", n, "raw.duckdb:crm.Sales") for n in (1, 2, 3)
    ]
    assert land(str(path), tmp_path / "snapshot").files_read == 0
    assert land(str(path), tmp_path / "other").fingerprint == first.fingerprint
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from crm.Sales where sale_id = 'S2'")
    second = land(str(path), tmp_path / "snapshot")
    assert (second.files_read, len(sales(second))) == (1, 2)
    assert second.fingerprint != first.fingerprint


def test_a_view_is_a_table_and_strangers_are_told(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("create schema crm")
        typed_table(connection, "main.base")
        connection.execute("create view crm.sales as from base")
        connection.execute("create table crm.referals (a int)")
    landing = land(str(tmp_path / "raw.duckdb"), tmp_path / "snapshot")
    assert len(sales(landing)) == 3
    assert {w.file: w.cure for w in landing.warnings} == {
        "raw.duckdb:crm.referals": "did you mean crm.referrals?",
        "raw.duckdb:main.base": None,
    }


def test_sqlite_reals_and_whole_numbers_become_plain_text(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "raw.sqlite") as connection:
        connection.execute("create table crm__sales (" + NAMES + ")")
        row = ("S1", 7, None, "", "2024-01-02", 1, 1e-05, "1e-05", "2024-01-03 00:00")
        connection.execute(f"insert into crm__sales values ({','.join('?' * 9)})", row)
    connection.close()
    (found,) = sales(land(str(tmp_path / "raw.sqlite"), tmp_path / "snapshot"))
    assert found[:8] == ("S1", "7", None, None, "2024-01-02", "1", "0.000010", "1e-05")


VALUES = {
    "small double": ("1e-5::double", "DOUBLE", None, "0.00001"),
    "large double": ("1.2345678901234568e17::double", "DOUBLE", None, "123456789012345680"),
    "negative float": ("-2.5e-7::float", "FLOAT", None, "-0.00000025"),
    "nan": ("'nan'::double", "DOUBLE", None, "nan"),
    "infinity": ("'-inf'::double", "DOUBLE", None, "-inf"),
    "boolean": ("true", "BOOLEAN", None, "true"),
    "date": ("date '2024-02-03'", "DATE", "date", "2024-02-03"),
    "date for a timestamp": ("date '2024-02-03'", "DATE", "timestamp", "2024-02-03 00:00:00"),
    "midnight for a date": ("timestamp '2024-02-03'", "TIMESTAMP", "date", "2024-02-03"),
    "noon for a date": ("timestamp '2024-02-03 12:00'", "TIMESTAMP", "date", "2024-02-03 12:00:00"),
    "nanoseconds": (
        "timestamp_ns '2024-01-01 00:00:00.123456789'",
        "TIMESTAMP_NS",
        None,
        "2024-01-01 00:00:00.123456",
    ),
    "with a zone": (
        "timestamptz '2024-01-01 00:00:00.5+08'",
        "TIMESTAMP WITH TIME ZONE",
        None,
        "2023-12-31 16:00:00.500000Z",
    ),
    "struct": ("{'a': 1, 'b': ['x']}", "STRUCT(a INTEGER, b VARCHAR[])", None, '{"a":1,"b":["x"]}'),
    "list": ("[1, 2]", "INTEGER[]", None, "[1,2]"),
    "text blob": ("'abc'::blob", "BLOB", None, "abc"),
    "other blob": ("'\\xff\\x00'::blob", "BLOB", None, "FF00"),
    "empty text": ("''", "VARCHAR", None, None),
    "decimal": ("1.50::decimal(18,2)", "DECIMAL(18,2)", None, "1.50"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_typed_value_becomes_text(name: str) -> None:
    value, kind, contract_type, wanted = VALUES[name]
    sql = text_of("value", kind, contract_type)
    assert duckdb.sql(f"select {sql} from (select {value} as value)").fetchone() == (wanted,)


@pytest.mark.parametrize("number", [1e-300, 5e-324, 1.7976931348623157e308, 1e16, -1e22, 0.1, 3e20])
def test_no_digit_is_lost_without_the_exponent(number: float) -> None:
    sql = without_exponent("cast(value as varchar)")
    (text,) = duckdb.execute(f"select {sql} from (select ?::double as value)", [number]).fetchone()
    assert float(text) == number
    assert "e" not in text


def test_pandas_and_arrow_types_pass(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "crm" / "sales"
    folder.mkdir(parents=True)
    moment = datetime(2024, 1, 3, 8, tzinfo=UTC)
    table = pa.table(
        {
            "sale_id": pa.array(["S1"]).dictionary_encode(),
            "order_id": pa.array([7], pa.uint64()),
            "customer_id": pa.array([b"C1"], pa.binary()),
            "product_id": pa.array(["P1"], pa.large_string()),
            "ordered_on": pa.array([datetime(2024, 1, 2)], pa.timestamp("ns")),
            "quantity": pa.array([1.0]),
            "net_amount": pa.array([Decimal("10.5")], pa.decimal128(20, 4)),
            "currency": pa.array(["CNY"]),
            "updated_at": pa.array([moment], pa.timestamp("us", "Asia/Shanghai")),
            "file_row_number": pa.array([date(2024, 1, 1)]),
        }
    )
    pq.write_table(table, folder / "a.parquet")
    (found,) = sales(land(str(tmp_path / "raw"), tmp_path / "snapshot"), f"{LANDED}, _row_number")
    day = "2024-01-02"
    assert found[:8] == ("S1", "7", "C1", "P1", day, "1.0", "10.5000", "CNY")
    assert found[8:] == ("2024-01-03 08:00:00Z", None, '{"file_row_number":"2024-01-01"}', 1)
