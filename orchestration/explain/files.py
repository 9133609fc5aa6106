"""The explanation as a CSV of all rows, safe in a spreadsheet, and as JSON."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import Refusal
from orchestration.explain.figure import Explanation, describe
from orchestration.explain.rows import PartTotal, Row, read_left_out, read_rows

# A cell that opens with one of these may run as a formula, in full width too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_FIRST = ("metric", "side", "component", "role", "contribution", "factor", "amount")
_PLACE = ("product_line", "region_id", "counted_on", "core_relation", "source_table")


def write_csv(
    connection: duckdb.DuckDBPyConnection, explanation: Explanation, path: Path, lang: str
) -> int:
    """Write all rows of the figure to `path`, whole or not at all; returns their number.

    The column `contribution` of a side adds up to it, by `role` where the side is a quotient. Rows
    that were left out follow with side `left_out`, contribution 0 and a reason. Raises `Refusal`
    when the place cannot be written.
    """
    parts = [total.part.component for total in explanation.totals]
    keys = list(dict.fromkeys(name for part in parts for name in part.keys))
    shows = list(dict.fromkeys(name for part in parts for name in part.shows if name not in keys))
    if explanation.left_out:
        shows.append("counted_instead")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    count = 0
    try:
        # the mark at the start lets a spreadsheet read Chinese
        with temporary.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow([*_FIRST, *keys, *shows, *_PLACE, "left_out_because"])
            for row in _all_rows(connection, explanation):
                writer.writerow(
                    [_cell(value) for value in _line(row, explanation, keys, shows, lang)]
                )
                count += not row.reason
        temporary.replace(path)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be written: {error.strerror}.", cure="give --out another place."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def as_json(explanation: Explanation, rows: list[Row], limit: int, page: int) -> dict[str, Any]:
    """The explanation and one page of rows for machines; decimals are texts, exact."""
    question, entry = explanation.question, explanation.question.metric
    return {
        "metric": entry["metric"],
        "name": {"en": entry["name_en"], "zh": entry["name_zh"]},
        "definition": {"en": entry["definition_en"], "zh": entry["definition_zh"]},
        "unit": entry["unit"],
        "evidence_grade": entry["evidence_grade"],
        "scope_type": question.scope_type,
        "scope": question.scope,
        "period": question.period,
        "period_start": question.start.isoformat(),
        "build": {name: _plain(value) for name, value in explanation.build.items()},
        "value": explanation.value,
        "adds_up": explanation.agrees,
        "sides": {
            side.name: {
                "total": _plain(side.total),
                "shown": side.shown,
                "difference": _plain(side.difference),
                "parts": [_part(total) for total in side.parts],
            }
            for side in explanation.sides
        },
        "missing_tables": explanation.missing,
        "left_out": [
            {"component": kind.part.component.name, "reason": kind.en, "rows": kind.count}
            for kind in explanation.left_out
        ],
        "rows_total": explanation.rows,
        "page": page,
        "pages": explanation.pages(limit),
        "rows": [_row(row) for row in rows],
    }


def _part(total: PartTotal) -> dict[str, Any]:
    part = total.part
    return {
        "component": part.component.name,
        "role": part.role,
        "factor": part.factor,
        "rows": total.rows,
        "rows_without_amount": total.unknown,
        "amount": _plain(total.amount or Decimal(0)),
        "relation": describe(part),
        "source": part.component.source.lstrip("="),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "side": row.part.side,
        "component": row.part.component.name,
        "contribution": _plain(row.contribution),
        "source_table": row.source_table,
        "source_key": {
            name: _plain(value) for name, value in row.keys.items() if value is not None
        },
        "details": {name: _plain(value) for name, value in row.shows.items()},
        "product_line": row.product_line,
        "region_id": row.region_id,
        "counted_on": row.counted_on.isoformat(),
    }


def _all_rows(connection: duckdb.DuckDBPyConnection, explanation: Explanation) -> Iterator[Row]:
    for total in explanation.totals:
        yield from read_rows(connection, total.part, explanation.question)
    for kind in explanation.left_out:
        yield from read_left_out(connection, kind, explanation.question)


def _line(
    row: Row, explanation: Explanation, keys: list[str], shows: list[str], lang: str
) -> list[Any]:
    part = row.part
    reason = row.reason[lang == "zh"] if row.reason else None
    return [
        explanation.question.metric["metric"],
        "left_out" if row.reason else part.side,
        *(part.component.name, part.role, row.contribution, part.factor, row.amount),
        *(row.keys.get(name) for name in keys),
        *(row.shows.get(name) for name in shows),
        *(row.product_line, row.region_id, row.counted_on),
        *(describe(part), row.source_table, reason),
    ]


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run is marked as text; numbers and dates stay."""
    if isinstance(value, Decimal):
        return _plain(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date | datetime) else value
