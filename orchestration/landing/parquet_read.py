"""A Parquet file into the landed shape."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.landing.columns import landed_columns, map_columns, select_list
from orchestration.landing.model import FileError, Problem
from orchestration.landing.typed import contract_types, text_of
from orchestration.landing.writing import (
    Delivered,
    Written,
    quote_name,
    quote_path,
    write_parquet,
)


def write_from_parquet(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered, work: Path, target: Path
) -> Written:
    """Read one Parquet file whole, every column as text, and write its canonical Parquet.

    Raises `FileError` when the file is cut off, damaged or lacks a required column.
    """
    link = work / "plain.parquet"
    link.unlink(missing_ok=True)
    link.symlink_to(delivered.path.resolve())
    names = _column_names(delivered)
    columns = map_columns(delivered, names)
    try:
        select = _select(connection, delivered, names, columns, link)
        rows = write_parquet(connection, select, target)
    except duckdb.Error as error:
        raise FileError(_unreadable(delivered, error)) from error
    require_no_nul(connection, delivered, target)
    with delivered.path.open("rb") as stream:
        return Written(rows, hashlib.file_digest(stream, "sha256").hexdigest())


def _column_names(delivered: Delivered) -> list[str]:
    """Top-level names as stored; DuckDB would rename one that differs in letter case only."""
    try:
        with pq.ParquetFile(delivered.path) as file:
            return list(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileError(_unreadable(delivered, error)) from error


def _unreadable(delivered: Delivered, error: Exception) -> Problem:
    reason = (
        str(error).splitlines()[0].replace(str(delivered.path), "the file") or "no reason given"
    )
    return delivered.problem(
        f"unreadable Parquet, cut off or damaged: {reason[:200]}",
        cure="deliver the file again, whole (write it aside, then rename it)",
    )


def _select(connection, delivered: Delivered, names: list[str], columns, link: Path) -> str:
    reserved = "file_row_number" in {name.casefold() for name in names}
    option = "" if reserved else ", file_row_number = true"
    source = f"read_parquet({quote_path(link)}, hive_partitioning = false{option})"
    described = connection.execute(f"describe select * from {source}").fetchall()
    aliases = [f"c{place}" for place in range(len(names))]
    by_place = {place: name for name, place in columns.known.items()}
    wanted = contract_types(delivered.table)
    texts = [
        text_of(alias, described[place][1], wanted.get(by_place.get(place, "")))
        for place, alias in enumerate(aliases)
    ]
    ordinal = "row_number() over ()" if reserved else "place + 1"
    select = select_list(columns, texts, delivered, row_number=ordinal)
    listed = ", ".join(aliases if reserved else [*aliases, "place"])
    return f"select {select} from {source} as source({listed})"


def require_no_nul(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered, target: Path
) -> None:
    """Raise when a text of the landed rows holds a NUL character, naming row and column."""
    texts = [name for name in landed_columns(delivered.table) if not name.startswith("_")]
    tests = [f"contains({quote_name(name)}, chr(0))" for name in texts]
    source = f"read_parquet({quote_path(target)})"
    row = connection.execute(
        f"select _row_number, [{', '.join(tests)}] from {source} "
        f"where {' or '.join(tests)} order by _row_number limit 1"
    ).fetchone()
    if row is not None:
        message = f"a NUL character in row {row[0]}, which no text holds."
        cure = "remove it in the source and deliver the file again"
        column = texts[row[1].index(True)]
        raise FileError(delivered.problem(message, column=column, cure=cure))
