"""The raw relations of a build: views over the snapshot, in the build's own DuckDB file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.contract import load_contract
from orchestration.frozen_reports import SCHEMA as FROZEN_SCHEMA
from orchestration.landing.columns import landed_columns
from orchestration.landing.writing import quote_name, quote_path

BUILD_TABLES = {
    "settings": (
        "build_id",
        "as_of_date",
        "reporting_currency",
        "default_timezone",
        "code_version",
        "raw_fingerprint",
        "started_at",
    ),
    "deliveries": ("system", "table_name", "is_delivered", "files"),
    "value_reports": tuple(FROZEN_SCHEMA.names),
}


def register_raw(build_file: Path, snapshot_dir: Path) -> int:
    """Create `raw_<system>.<table>` for every table of the contract, and `raw_build.*`.

    The views hold absolute paths: the snapshot must stay where it is. Returns their number.
    """
    relations = {
        (table.system, table.name): tuple(landed_columns(table))
        for table in load_contract().values()
    } | {("build", name): columns for name, columns in BUILD_TABLES.items()}
    root = snapshot_dir.resolve()
    with duckdb.connect(str(build_file)) as connection:
        connection.begin()
        for system in sorted({system for system, _ in relations}):
            connection.execute(f"create schema if not exists raw_{system}")
        for (system, name), columns in relations.items():
            listed = ", ".join(quote_name(column) for column in columns)
            files = quote_path(root / system / name)[:-1] + "/*.parquet'"
            connection.execute(
                f"create or replace view raw_{system}.{quote_name(name)} as "
                f"select {listed} from read_parquet({files}, hive_partitioning = false)"
            )
        connection.commit()
    return len(relations)
