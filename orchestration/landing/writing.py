"""What the readers of every kind of source share: the file to read, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.contract import Table
from orchestration.landing.model import Problem


@dataclass(frozen=True)
class Delivered:
    """One delivered file of a table; `file` names it in messages and in `_file`.

    `partitions` holds what hive-style directories say, null for hive's default partition.
    """

    table: Table
    path: Path
    file: str
    size: int
    mtime_ns: int
    partitions: dict[str, str | None] = field(default_factory=dict)

    def problem(
        self,
        message: str,
        line: int | None = None,
        *,
        column: str | None = None,
        cure: str | None = None,
    ) -> Problem:
        """A problem of this file; `line` is a physical line from 1."""
        return Problem(self.table.full_name, self.file, message, line, column, cure)


@dataclass(frozen=True)
class Written:
    """Outcome of reading one file: its records, and the sha256 of its content as delivered."""

    rows: int
    sha256: str


def quote_name(name: str) -> str:
    """A SQL identifier, harmless whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A SQL string literal, harmless whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """A SQL string literal that DuckDB takes for exactly this path, wildcards in it or not."""
    return quote_text("".join(f"[{c}]" if c in "*?[" else c for c in str(path)))


def write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, target: Path) -> int:
    """Write the rows of a query as zstd Parquet; returns their number."""
    options = "(format parquet, compression zstd)"
    statement = f"copy ({sql}) to {quote_text(str(target))} {options}"
    return connection.execute(statement).fetchone()[0]
