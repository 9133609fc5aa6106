"""One Excel workbook: an index sheet and a sheet per relation, values of their real types.

Text is written as text: nothing becomes a formula or a link, whatever it begins with. A number that
Excel's doubles cannot hold (an integer beyond 2^53, a decimal beyond 15 digits that would change)
stands as text, digit by digit. Doubles carry 16 digits, one more than Excel shows. Timestamps are
UTC, to the millisecond; null is an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.errors import Refusal
from orchestration.export.relations import Column, Relation

MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_INDEX = "index"
_BATCH_ROWS = 5_000
_SMALLEST, _LARGEST = 2.3e-308, 9.99e307  # Excel's own limits
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write_workbook(
    connection: duckdb.DuckDBPyConnection, relations: list[Relation], path: Path, build_id: str
) -> None:
    """Write the workbook; raises `Refusal` for a relation that does not fit into a sheet."""
    too_long = [
        f"{relation.label}: {relation.row_count:,} rows"
        for relation in relations
        if relation.row_count >= MOST_ROWS
    ]
    if too_long:
        raise Refusal(
            f"A sheet holds {MOST_ROWS - 1:,} rows below its header; these do not fit.",
            too_long,
            cure="export them with --format parquet or csv, the others with --relation.",
            stage="export",
        )
    names = sheet_names(relations)
    # Temporary files of the workbook stay beside it, on the disk that must have the room anyway.
    options = {**_OPTIONS, "tmpdir": str(path.parent)}
    workbook = xlsxwriter.Workbook(str(path), options)
    try:
        workbook.set_properties({"title": f"Build {build_id}", "created": datetime.now(UTC)})
        formats = _Formats(workbook)
        _write_index(workbook, relations, names, build_id, formats)
        for relation in relations:
            _write_sheet(connection, workbook, relation, names[relation.label], formats)
    finally:
        workbook.close()


def sheet_names(relations: list[Relation]) -> dict[str, str]:
    """A name for each sheet by `schema.name`: at most 31 characters, unique whatever the case."""
    taken, names = {_INDEX}, {}
    for relation in relations:
        wanted = relation.name if relation.schema == "marts" else relation.label
        wanted = "".join("_" if sign in "[]:*?/\\'" else sign for sign in wanted)
        name, number = wanted[:_LONGEST_NAME], 1
        while name.lower() in taken:
            number += 1
            suffix = f"~{number}"
            name = wanted[: _LONGEST_NAME - len(suffix)] + suffix
        taken.add(name.lower())
        names[relation.label] = name
    return names


class _Formats:
    """Cell formats of one workbook, made once each."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}
        self.header = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.text = workbook.add_format({"num_format": "@"})

    def number(self, pattern: str) -> Format:
        if pattern not in self._made:
            self._made[pattern] = self._workbook.add_format({"num_format": pattern})
        return self._made[pattern]


def _write_index(
    workbook: Workbook,
    relations: list[Relation],
    names: dict[str, str],
    build_id: str,
    formats: _Formats,
) -> None:
    sheet = workbook.add_worksheet(_INDEX)
    sheet.set_column(0, 1, 36)
    sheet.set_column(3, 3, 110)
    for column, title in enumerate(("sheet", "relation", "rows", "what it holds")):
        sheet.write_string(0, column, title, formats.header)
    for row, relation in enumerate(relations, start=1):
        sheet.write_string(row, 0, names[relation.label])
        sheet.write_string(row, 1, relation.label)
        sheet.write_number(row, 2, relation.row_count)
        sheet.write_string(row, 3, relation.comment[:_LONGEST_TEXT])
    sheet.write_string(len(relations) + 2, 0, "build")
    sheet.write_string(len(relations) + 2, 1, build_id)
    sheet.freeze_panes(1, 0)


def _write_sheet(
    connection: duckdb.DuckDBPyConnection,
    workbook: Workbook,
    relation: Relation,
    name: str,
    formats: _Formats,
) -> None:
    sheet = workbook.add_worksheet(name)
    writers = []
    for number, column in enumerate(relation.columns):
        sheet.set_column(number, number, max(12, min(len(column.name) + 3, 32)))
        writers.append(_writer(column, formats))
    for number, column in enumerate(relation.columns):
        sheet.write_string(0, number, column.name, formats.header)
        if column.comment:
            size = {"x_scale": 3, "y_scale": 1 + len(column.comment) / 150, "author": ""}
            sheet.write_comment(0, number, column.comment, size)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, relation.row_count, len(relation.columns) - 1)
    fields = ", ".join(column.quoted for column in relation.columns)
    cursor = connection.cursor().execute(f"select {fields} from {relation.quoted}")
    row = 0
    while rows := cursor.fetchmany(_BATCH_ROWS):
        for values in rows:
            row += 1
            for number, value in enumerate(values):
                if value is not None and writers[number](sheet, row, number, value):
                    raise _too_long(relation, relation.columns[number], row)


def _writer(
    column: Column, formats: _Formats
) -> Callable[[Worksheet, int, int, object], int | None]:
    """How a column's values (never null) get into their cells; true when one does not fit."""
    type_ = column.type
    if type_ == "BOOLEAN":
        return lambda sheet, row, place, value: sheet.write_boolean(row, place, value)
    if type_ in ("DATE", "TIMESTAMP"):
        pattern = "yyyy-mm-dd" if type_ == "DATE" else "yyyy-mm-dd hh:mm:ss"
        return _time_writer(formats.number(pattern), formats.text)
    if type_.startswith("DECIMAL"):
        scale = int(type_.rstrip(")").partition(",")[2])
        pattern = "#,##0" + ("." + "0" * scale if scale else "")
        return _number_writer(formats.number(pattern), formats.text)
    if type_ in ("DOUBLE", "FLOAT"):
        return _number_writer(formats.number("General"), formats.text)
    if type_.endswith("INT") or type_ == "INTEGER":
        return _number_writer(formats.number("0"), formats.text)
    return _write_text


def _write_text(sheet: Worksheet, row: int, place: int, value: object) -> bool:
    return sheet.write_string(row, place, str(value)) == -2


def _number_writer(
    number: Format, text: Format
) -> Callable[[Worksheet, int, int, object], int | None]:
    def write(sheet: Worksheet, row: int, place: int, value: object) -> int | None:
        if not _fits_a_double(value):
            return sheet.write_string(row, place, str(value), text)
        return sheet.write_number(row, place, value, number)

    return write


def _fits_a_double(value: object) -> bool:
    if isinstance(value, float):
        return value == 0 or _SMALLEST <= abs(value) <= _LARGEST  # nothing that is no number
    if isinstance(value, Decimal):
        return Decimal(repr(float(value))) == value
    return abs(value) <= 2**53


def _time_writer(
    number: Format, text: Format
) -> Callable[[Worksheet, int, int, object], int | None]:
    def write(sheet: Worksheet, row: int, place: int, value: date) -> int | None:
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            return sheet.write_string(row, place, str(value), text)
        return sheet.write_datetime(row, place, value, number)

    return write


def _too_long(relation: Relation, column: Column, row: int) -> Refusal:
    return Refusal(
        f"{relation.label} does not fit into a sheet: a text of column {column.name} is longer than"
        f" {_LONGEST_TEXT:,} characters.",
        [f"row {row:,}"],
        cure="export it with --format csv or parquet.",
        stage="export",
    )
