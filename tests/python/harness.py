"""Small companies for golden tests: rows in, the built warehouse out, dbt run in process."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from orchestration.contract import PROJECT_DIR, load_contract
from orchestration.frozen_reports import gather
from orchestration.landing import land
from orchestration.raw_views import register_raw
from orchestration.settings import resolve_settings, write_build_tables

# Long before every golden case, so that no as-of date sets a row aside by accident.
UPDATED_AT = "2015-01-01 00:00:00"
STARTED_AT = datetime(2026, 11, 21, tzinfo=UTC)
# The stem is the catalogue's name in the manifest, so every test uses the real one.
BUILD_FILE_NAME = "aftersales_build.duckdb"

Rows = list[dict[str, object]]


def write_raw(folder: Path, tables: dict[str, Rows]) -> Path:
    """Write `{"crm.sales": [row, ...]}` as CSV files of the contract; returns the raw folder.

    A row needs only the columns that matter: `updated_at` is filled in, an absent column is
    empty. An empty list makes a delivered table without a row.
    """
    contract = load_contract()
    for name, rows in tables.items():
        table = contract[name]
        extra = sorted({key for row in rows for key in row} - set(table.column_names))
        path = folder / table.system / f"{table.name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*table.column_names, *extra], restval="")
            writer.writeheader()
            writer.writerows({"updated_at": UPDATED_AT, **row} for row in rows)
    return folder


@cache
def manifest_runner(target: Path) -> dbtRunner:
    """A dbt runner that holds the parsed project, so that a session parses once."""
    result = dbtRunner().invoke(["parse", *dbt_places(target)])
    assert result.success, result.exception
    return dbtRunner(manifest=result.result)


def dbt_places(target: Path) -> list[str]:
    """Arguments that tell dbt its project, profile and where its artifacts go."""
    return [
        *("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)),
        *("--target-path", str(target), "--log-path", str(target), "--quiet"),
        *("--log-level-file", "none"),  # nobody reads it, and it is a tenth of the time
    ]


def build_raw(
    raw: Path | str,
    folder: Path,
    *,
    as_of: str | None = None,
    select: list[str] | None = None,
    reporting_currency: str | None = None,
    command: str = "run",
    build_id: str = "test",
) -> duckdb.DuckDBPyConnection:
    """Land `raw` below `folder`, run dbt on it, return a read-only connection to the build.

    `select` takes dbt selectors, e.g. `["+nps"]`; the default builds everything. `command` may
    be `build` to run the data tests as well (unit tests are left to their own test).
    """
    snapshot = folder / "snapshot"
    landing = land(str(raw), snapshot)
    settings = resolve_settings(
        landing,
        as_of=date.fromisoformat(as_of) if as_of else None,
        reporting_currency=reporting_currency,
        build_id=build_id,
        started_at=STARTED_AT,
    )
    write_build_tables(snapshot, settings, landing, gather(folder / "reports")[0])
    build_file = folder / "build" / BUILD_FILE_NAME
    build_file.parent.mkdir(parents=True, exist_ok=True)
    build_file.unlink(missing_ok=True)
    os.environ["AFTERSALES_BUILD_FILE"] = str(build_file)
    runner = manifest_runner(session_target())
    register_raw(build_file, snapshot)
    # `run` leaves seeds out, so `build` without its tests
    chosen = ["--exclude", "resource_type:unit_test"]
    if command == "run":
        chosen += ["resource_type:test"]
    if select:
        chosen += ["--select", *select]
    # small tables: a second thread only waits for the first, and the other worker needs its core
    result = runner.invoke(
        ["build", "--threads", "1", "--no-write-json", *chosen, *dbt_places(folder / "target")]
    )
    # dbt keeps its handle for a next command; the file is ours to read now
    DuckDBConnectionManager.env().close()
    DuckDBConnectionManager.close_all_connections()
    failed = [
        f"{item.node.name}: {item.message}"
        for item in getattr(result.result, "results", [])
        if item.status not in ("success", "pass", "warn")
    ]
    assert result.success, failed or result.exception
    built = duckdb.connect(str(build_file), read_only=True)
    assert not negative_zeros(built, "marts")
    return built


def build_tables(
    folder: Path, tables: dict[str, Rows], **options: object
) -> duckdb.DuckDBPyConnection:
    """`write_raw` and `build_raw` in one; options as of `build_raw`."""
    return build_raw(write_raw(folder / "raw", tables), folder, **options)


def records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    """Rows of a query as dictionaries."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def negative_zeros(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """Columns that hold IEEE's negative zero, which equals 0 and shows as "-0"."""
    columns = connection.execute(
        "select table_name, list(column_name) from information_schema.columns"
        " where table_schema = ? and data_type = 'DOUBLE' group by all",
        [schema],
    ).fetchall()
    found = []
    for table, names in columns:
        tests = ", ".join(f'bool_or("{name}" = 0 and signbit("{name}"))' for name in names)
        row = connection.execute(f'select {tests} from "{schema}"."{table}"').fetchone()
        found += [f"{table}.{name}" for name, is_so in zip(names, row, strict=True) if is_so]
    return found


def session_target() -> Path:
    """Where this pytest process keeps its parsed project."""
    # each of pytest's workers parses into a folder of its own
    return PROJECT_DIR / "target" / f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def relations(connection: duckdb.DuckDBPyConnection, *schemas: str) -> list[str]:
    """Qualified names of the tables and views of the schemas, in order."""
    query = (
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in (select unnest(?)) order by 1"
    )
    return [name for (name,) in connection.execute(query, [list(schemas)]).fetchall()]


def differing(
    left: duckdb.DuckDBPyConnection,
    right: duckdb.DuckDBPyConnection,
    *schemas: str,
    leave_out: tuple[str, ...] = (),
) -> list[str]:
    """Relations of the schemas that are not equal row for row, with the first differing rows."""
    names = relations(left, *schemas)
    assert names == relations(right, *schemas)
    wrong = []
    for name in names:
        if name in leave_out:
            continue
        rows = [sorted(map(repr, c.execute(f"from {name}").fetchall())) for c in (left, right)]
        if rows[0] != rows[1]:
            pairs = [pair for pair in zip(*rows, strict=False) if pair[0] != pair[1]]
            wrong.append(f"{name}: {len(rows[0])} and {len(rows[1])} rows; first: {pairs[:1]}")
    return wrong
