"""CSV and Parquet files of a relation.

CSV is for spreadsheets: UTF-8 with a byte order mark, without which Excel reads Chinese as
something else; null is an empty field and an empty text is `""`; timestamps are UTC.

A spreadsheet takes a text for a formula when it begins with one of = + - @ (or their full-width
forms), perhaps after blanks, or with a tab or line break. Such a *text* gets one
apostrophe in front, which spreadsheets take for "this is text". A text that already has apostrophes
before such a beginning gets one more, so the rule can be undone: take one apostrophe off where
`GUARDED` matches. Columns of numbers, dates and booleans are never touched: -1.5 stays -1.5.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.export.relations import Column, Relation

# What Excel, LibreOffice and their Chinese input methods take for the start of a formula.
_BLANKS = r"[\s\x{00A0}\x{2000}-\x{200B}\x{3000}\x{FEFF}\x00]"
_SIGNS = r"[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{FE62}\x{FE63}\x{FE66}\x{FE6B}\x{2212}]"
_DANGER = rf"(?:[\t\r\n\x0B\x0C]|{_BLANKS}*{_SIGNS})"

# RE2, as DuckDB has it: texts to guard, and texts that were guarded.
TO_GUARD = rf"^'*{_DANGER}"
GUARDED = rf"^'+{_DANGER}"

_BYTE_ORDER_MARK = "\ufeff"


def write_csv(
    connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path, *, with_bom: bool
) -> None:
    """Write one relation as CSV with a header."""
    fields = ", ".join(f"{_guarded(column)} as {column.quoted}" for column in relation.columns)
    body = path.with_suffix(".body")
    connection.execute(
        f"copy (select {fields} from {relation.quoted}) to {_literal(str(body))}"
        " (format csv, header true, delimiter ',', quote '\"', escape '\"', nullstr '')"
    )
    with body.open("rb") as source, path.open("wb") as target:
        if with_bom:
            target.write(_BYTE_ORDER_MARK.encode())
        while block := source.read(1 << 20):
            target.write(block)
    body.unlink()


def write_parquet(connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path) -> None:
    """Write one relation as Parquet, every type as it is."""
    connection.execute(
        f"copy (select * from {relation.quoted}) to {_literal(str(path))}"
        " (format parquet, compression zstd)"
    )


def _guarded(column: Column) -> str:
    if column.type != "VARCHAR":
        return column.quoted
    pattern = _literal(TO_GUARD)
    return (
        f"case when regexp_matches({column.quoted}, {pattern}) then '''' || {column.quoted}"
        f" else {column.quoted} end"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
