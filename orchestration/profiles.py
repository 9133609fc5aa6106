"""What arrived, in figures: one row per delivered table and per column of it.

Values are never part of a profile but for the smallest and largest number or date of a column
that bears no personal data.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.contract import Column, Table, load_contract
from orchestration.gate_rules import WAITING_ONLY
from orchestration.warehouse import open_published

RELATION = "audit.table_profiles"
WHOLE_TABLE = "*"
_HISTORY_LENGTH = 5
# Rows that stand for their key, but for lines that could not be taken apart at all.
_IS_CURRENT = (
    "row_state in ('accepted', 'rejected') and coalesce(reject_reasons, '') <> 'malformed_line'"
)

COMMENTS = {
    None: "One row per raw table delivered to the build (column_name '*') and per column of it.",
    "build_id": "The build that was profiled.",
    "system": "System of the raw table.",
    "table_name": "Raw table.",
    "column_name": "Column, or '*' for the table as a whole.",
    "rows_delivered": "Rows of the table in this delivery, of every state.",
    "rows_accepted": "Rows that the gate accepted.",
    "rows_rejected": "Rows that the gate rejected, for any reason.",
    "rejected_share": "Rows rejected by their own fault (no row that only waits for an exchange "
    "rate or a parent) per row delivered; on '*' only.",
    "null_share": "Share of current rows (accepted or rejected) without a readable value.",
    "distinct_count": "Distinct values among accepted rows, approximated.",
    "minimum": "Smallest accepted number or date, as text; null for text and personal data.",
    "maximum": "Largest accepted number or date, as text; null for text and personal data.",
    "newest_updated_at": "Latest change among accepted rows (UTC); on '*' only.",
    "rows_before": "Median of rows delivered over the last five published builds; on '*' only.",
    "volume_change": "rows_delivered / rows_before; null when nothing was there before.",
}

_CREATE = f"""
    create schema if not exists audit;
    create or replace table {RELATION} (
        build_id varchar, system varchar, table_name varchar, column_name varchar,
        rows_delivered bigint, rows_accepted bigint, rows_rejected bigint, rejected_share double,
        null_share double, distinct_count bigint, minimum varchar, maximum varchar,
        newest_updated_at timestamp, rows_before double, volume_change double
    )
"""


def write_profiles(
    connection: duckdb.DuckDBPyConnection, tables: list[str], build_id: str, history_dir: Path
) -> None:
    """Profile the gate's base tables of `tables` into `audit.table_profiles` of the build file."""
    connection.execute(_CREATE)
    contract = load_contract()
    for name in tables:
        table = contract[name]
        row = connection.execute(_profile_query(table), {"waiting": WAITING_ONLY}).fetchone()
        connection.executemany(
            f"insert into {RELATION} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null)",
            _profile_rows(table, row, build_id),
        )
    before = rows_before(connection, history_dir)
    connection.executemany(
        f"update {RELATION} set rows_before = ?, volume_change = rows_delivered / nullif(?, 0)"
        f" where system || '.' || table_name = ? and column_name = '{WHOLE_TABLE}'",
        [[rows, rows, name] for name, rows in before.items()] or [[0, 0, ""]],
    )


def _has_range(column: Column) -> bool:
    return column.type not in ("varchar", "boolean") and not column.pii


def _profile_query(table: Table) -> str:
    parts = [
        "count(*)",
        "count_if(row_state = 'accepted')",
        "count_if(row_state = 'rejected')",
        "count_if(row_state = 'rejected' and not regexp_full_match(reject_reasons, $waiting))",
        f"count_if({_IS_CURRENT})",
        "max(updated_at) filter (row_state = 'accepted')",
    ]
    for column in table.columns:
        parts.append(f"count_if({_IS_CURRENT} and {column.name} is not null)")
        accepted = f"({column.name}) filter (row_state = 'accepted')"
        parts.append(f"approx_count_distinct{accepted}")
        parts += (
            [f"cast(min{accepted} as varchar)", f"cast(max{accepted} as varchar)"]
            if _has_range(column)
            else ["null", "null"]
        )
    return f"select {', '.join(parts)} from gate.base_{table.system}__{table.name}"


def _profile_rows(table: Table, row: tuple, build_id: str) -> list[list]:
    delivered, accepted, rejected, at_fault, current, newest = row[:6]
    place = [build_id, table.system, table.name]
    counts = [delivered, accepted, rejected]
    share = at_fault / delivered if delivered else None
    rows = [[*place, WHOLE_TABLE, *counts, share, None, None, None, None, newest]]
    for number, column in enumerate(table.columns):
        filled, distinct, smallest, largest = row[6 + 4 * number : 10 + 4 * number]
        nulls = 1 - filled / current if current else None
        figures = [None, nulls, distinct, smallest, largest, None]
        rows.append([*place, column.name, *counts, *figures])
    return rows


def rows_before(connection: duckdb.DuckDBPyConnection, history_dir: Path) -> dict[str, float]:
    """Median rows delivered per table over the newest published builds that had it."""
    files = sorted(history_dir.glob("*.parquet"))[-_HISTORY_LENGTH:]
    if not files:
        return {}
    return dict(
        connection.execute(
            "select system || '.' || table_name, median(rows_delivered) from read_parquet(?)"
            f" where column_name = '{WHOLE_TABLE}' group by all",
            [[str(path) for path in files]],
        ).fetchall()
    )


def keep_history(published: Path, history_dir: Path) -> None:
    """See that the published build's profile lies in the history; harmless when it already does.

    Run after a publication and before the next build: a build that was killed between its swap
    and this step is caught up.
    """
    if not published.exists():
        return
    with open_published(published) as connection:
        try:
            row = connection.execute(f"select max(build_id) from {RELATION}").fetchone()
        except duckdb.CatalogException:
            return
        if row[0] is None:
            return
        history_dir.mkdir(parents=True, exist_ok=True)
        target = history_dir / f"{row[0]}.parquet"
        if not target.exists():
            scratch = target.with_suffix(".tmp")
            place = str(scratch).replace("'", "''")
            connection.execute(f"copy {RELATION} to '{place}' (format parquet)")
            scratch.replace(target)


def tables_delivered(published: Path) -> set[str]:
    """`<system>.<table>` of every table that the published build had; empty when none is there."""
    if not published.exists():
        return set()
    with open_published(published) as connection:
        try:
            rows = connection.execute(
                f"select distinct system || '.' || table_name from {RELATION}"
            ).fetchall()
        except duckdb.CatalogException:
            return set()
    return {name for (name,) in rows}
