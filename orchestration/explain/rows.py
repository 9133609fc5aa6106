"""The contributing rows of a part: counted, added up, read by pages, all out of the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.explain.registry import Component, Part
from orchestration.explain.request import Question

# Columns that every row has, before the keys and what is worth reading beside them.
_FIXED = ("source_table", "product_line", "region_id", "counted_on", "amount")
_BATCH = 10_000


@dataclass(frozen=True)
class Row:
    """A row of a component with the key of the source system; `contribution` bears the sign.

    `reason` tells why a row was left out; it then contributes 0.
    """

    part: Part
    source_table: str
    product_line: str | None
    region_id: str | None
    counted_on: date
    amount: Decimal
    contribution: Decimal
    keys: dict[str, Any] = field(hash=False)
    shows: dict[str, Any] = field(hash=False)
    reason: tuple[str, str] | None = None


@dataclass(frozen=True)
class PartTotal:
    """What a part adds up to: `rows` have an amount, `unknown` count but their amount is null."""

    part: Part
    rows: int
    unknown: int
    amount: Decimal | None


@dataclass(frozen=True)
class LeftOutRows:
    """Rows that look as if they counted: why they do not, how many, and the first of them."""

    part: Part
    en: str
    zh: str
    count: int
    query: str


def total_of(connection: duckdb.DuckDBPyConnection, part: Part, question: Question) -> PartTotal:
    """Count and exact sum of the part's rows, in decimals of ten places."""
    rows, unknown, amount = connection.execute(
        "select count(amount), count(*) - count(amount), sum(amount) from "
        f"({_counting(part.component, question)})",
        _parameters(question),
    ).fetchone()
    return PartTotal(part, rows, unknown, amount)


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    question: Question,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Row]:
    """The part's rows in the order of their keys; all of them without `limit`."""
    query = f"from ({_counting(part.component, question)}) where amount is not null"
    yield from _read(connection, part, query, question, limit, offset)


def left_out(
    connection: duckdb.DuckDBPyConnection, part: Part, question: Question
) -> list[LeftOutRows]:
    """Every kind of row that was left out of the part, those without a row among them."""
    component, kinds = part.component, []
    if component.latest and component.left_out:
        reason = component.latest.reason
        query = f"from ({_ranked(component, question)}) where answer_rank > 1"
        kinds.append((reason.en, reason.zh, query))
    kinds += [
        (item.reason.en, item.reason.zh, f"from ({_selected(component, question, item.where)})")
        for item in component.left_out
    ]
    return [
        LeftOutRows(part, en, zh, _count(connection, query, question), query)
        for en, zh, query in kinds
    ]


def read_left_out(
    connection: duckdb.DuckDBPyConnection,
    kind: LeftOutRows,
    question: Question,
    limit: int | None = None,
) -> Iterator[Row]:
    """Rows of one kind; a row that another replaced shows its key as `counted_instead`."""
    reason = (kind.en, kind.zh)
    yield from _read(connection, kind.part, kind.query, question, limit, 0, reason)


def _read(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    query: str,
    question: Question,
    limit: int | None,
    offset: int,
    reason: tuple[str, str] | None = None,
) -> Iterator[Row]:
    ordered = ", ".join(
        f"{_quote(name)} nulls last" for name in ("source_table", *part.component.keys)
    )
    paged = "" if limit is None else f" limit {int(limit)} offset {int(offset)}"
    # a cursor of its own, so that a reader may ask further questions while it reads
    cursor = connection.cursor().execute(
        f"{query} order by {ordered}{paged}", _parameters(question)
    )
    names = [column[0] for column in cursor.description]
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            yield _row(part, dict(zip(names, values, strict=True)), reason)


def _row(part: Part, values: dict[str, Any], reason: tuple[str, str] | None) -> Row:
    fixed = {name: values[name] for name in _FIXED}
    shows = {name: values[f"shown_{name}"] for name in part.component.shows}
    if reason and "counted_instead" in values:
        shows["counted_instead"] = values["counted_instead"]
    return Row(
        part=part,
        # 0 + .. makes Decimal's -0.00, which is what -1 times 0.00 gives, 0.00
        contribution=Decimal(0) if reason else 0 + part.factor * values["amount"],
        keys={name: values[name] for name in part.component.keys},
        shows=shows,
        reason=reason,
        **fixed,
    )


def _counting(component: Component, question: Question) -> str:
    if component.latest is None:
        return _selected(component, question, component.where)
    return f"select * from ({_ranked(component, question)}) where answer_rank = 1"


def _ranked(component: Component, question: Question) -> str:
    over = f"(partition by {component.latest.of} order by {component.latest.order})"
    key = next(iter(component.keys.values()))
    ranks = {
        "answer_rank": f"row_number() over {over}",
        "counted_instead": f"first_value({key}) over {over}",
    }
    return _selected(component, question, component.where, ranks)


def _selected(
    component: Component, question: Question, where: str, further: dict[str, str] | None = None
) -> str:
    source = component.source
    columns = {
        "source_table": source[1:] if source.startswith("=") else f"'{source}'",
        "product_line": component.line or "null",
        "region_id": component.region or "null",
        "counted_on": f"cast({component.dated} as date)",
        "amount": f"cast({component.amount} as decimal(28, 10))",
        **component.keys,
        **{f"shown_{name}": expression for name, expression in component.shows.items()},
        **(further or {}),
    }
    listed = ", ".join(f"{expression} as {_quote(name)}" for name, expression in columns.items())
    scope = {"product_line": component.line, "region": component.region}.get(question.scope_type)
    scoped = f" and {scope} = $scope" if scope else ""
    # a stock counts from its first row on; the parameter stays, so that every query has the same
    began = "$start is not null" if component.since_start else f"{component.dated} >= $start"
    return (
        f"select {listed} from {component.relation} where ({where})"
        f" and {began} and {component.dated} < $until{scoped}"
    )


def _parameters(question: Question) -> dict[str, Any]:
    dates = {"start": question.start, "until": question.until}
    is_whole = question.scope_type == "company"
    return dates if is_whole else {**dates, "scope": question.scope}


def _count(connection: duckdb.DuckDBPyConnection, query: str, question: Question) -> int:
    row = connection.execute(f"select count(*) {query}", _parameters(question)).fetchone()
    return row[0]


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
