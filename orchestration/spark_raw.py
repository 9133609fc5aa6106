"""The seam on Spark: the snapshot of a build as tables `raw_<system>.<table>`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orchestration.contract import LANDED_COLUMNS, load_contract
from orchestration.spark_client import Session, connect

# What is read beside the tables of the contract: one row of settings, one row per contract table.
BUILD_TABLES = {
    "settings": {
        "build_id": "string",
        "as_of_date": "date",
        "reporting_currency": "string",
        "default_timezone": "string",
        "code_version": "string",
        "raw_fingerprint": "string",
        "started_at": "timestamp",
    },
    "deliveries": {
        "system": "string",
        "table_name": "string",
        "is_delivered": "boolean",
        "files": "bigint",
    },
    "value_reports": {
        "quarter_start": "date",
        "statement": "string",
        "metric": "string",
        "scope_type": "string",
        "scope": "string",
        "frozen_value": "double",
        "unit": "string",
        "numerator": "double",
        "denominator": "double",
        "value_basis": "string",
        "evidence_grade": "string",
        "frozen_at": "timestamp",
        "build_id": "string",
        "as_of_date": "date",
        "content_hash": "string",
    },
}


def raw_tables() -> dict[str, dict[str, str]]:
    """Columns and Spark types of every raw relation, by `crm.sales` .. `build.settings`."""
    tables = {}
    for full_name, table in load_contract().items():
        columns = dict.fromkeys(table.column_names, "string")
        landed = {
            name: "string" if kind == "varchar" else kind for name, kind in LANDED_COLUMNS.items()
        }
        tables[full_name] = columns | landed
    for name, columns in BUILD_TABLES.items():
        tables[f"build.{name}"] = columns
    return tables


def create_schemas(session: Session, schemas: Iterable[str]) -> None:
    """Create the databases that are not there yet."""
    for schema in schemas:
        session.run(f"create database if not exists {schema}")


def register_raw(port: int, snapshot_dir: Path) -> int:
    """Show Spark the snapshot: external tables over `<snapshot>/<system>/<table>/*.parquet`.

    Tables that stood there before are replaced (their files are not touched), so call it after
    every landing. Returns the number of relations. Raises `FileNotFoundError` for a folder that
    landing should have written and did not.
    """
    tables = raw_tables()
    with connect(port) as session:
        create_schemas(session, sorted({f"raw_{name.split('.')[0]}" for name in tables}))
        for full_name, columns in tables.items():
            system, table = full_name.split(".")
            folder = snapshot_dir.resolve() / system / table
            if not folder.is_dir():
                raise FileNotFoundError(f"The snapshot has no {full_name}: {folder} is absent.")
            shape = ", ".join(f"`{name}` {kind}" for name, kind in columns.items())
            relation = f"raw_{system}.{table}"
            location = folder.as_uri().replace("'", "%27")
            session.run(f"drop table if exists {relation}")
            session.run(f"create table {relation} ({shape}) using parquet location '{location}'")
    return len(tables)
