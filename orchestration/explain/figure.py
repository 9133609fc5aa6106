"""The proof of a figure: its rows added up and held against what the dashboard shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.errors import Refusal
from orchestration.explain.registry import SIDES, Part, parts_of
from orchestration.explain.request import Question
from orchestration.explain.rows import LeftOutRows, PartTotal, Row, left_out, read_rows, total_of


@dataclass(frozen=True)
class Side:
    """Numerator or denominator: `total` of its rows beside `shown`, the dashboard's figure.

    `shown` is a double, so it is right when it is the double nearest to `total`; `difference` is
    then 0, else what the rows have more than the dashboard. It is None where one of both is null
    and the other not.
    """

    name: str
    parts: list[PartTotal]
    total: Decimal | None
    shown: float | None
    difference: Decimal | None

    @property
    def agrees(self) -> bool:
        """True when rows and dashboard say the same."""
        return self.difference == 0


@dataclass(frozen=True)
class Explanation:
    """A figure with its parts; `missing` are raw tables whose absence makes it null."""

    question: Question
    build: dict[str, Any]
    value: float | None
    expected: float | None
    sides: list[Side]
    left_out: list[LeftOutRows]
    missing: dict[str, list[tuple[str, ...]]] = field(hash=False)
    effects: dict[str, str] = field(hash=False)

    @property
    def agrees(self) -> bool:
        """True when every side adds up and the value follows from them."""
        return all(side.agrees for side in self.sides) and self.value == self.expected

    @property
    def totals(self) -> list[PartTotal]:
        """Totals of all parts, numerator first."""
        return [total for side in self.sides for total in side.parts]

    @property
    def rows(self) -> int:
        """Contributing rows of all parts."""
        return sum(total.rows for total in self.totals)

    def pages(self, limit: int) -> int:
        """Pages of `limit` rows; 1 where there is no row."""
        return max(1, -(-self.rows // limit))


def explain(connection: duckdb.DuckDBPyConnection, question: Question) -> Explanation:
    """Add up the rows of the figure that `question` names.

    Raises `Refusal` when the dashboard does not have it.
    """
    entry = question.metric
    shown = _shown(connection, question)
    parts = parts_of(entry["metric"], entry["numerator_parts"], entry["denominator_parts"])
    delivered = {
        row[0]
        for row in connection.execute(
            "select system || '.' || table_name from audit.row_balance where is_delivered"
        ).fetchall()
    }
    missing = {
        part.component.names.en: groups
        for part in parts
        if (groups := part.component.missing(delivered))
    }
    totals = [total_of(connection, part, question) for part in parts]
    sides = [
        _side(connection, name, totals, shown[name], is_known=not missing)
        for name in SIDES
        if any(total.part.side == name for total in totals)
    ]
    return Explanation(
        question=question,
        build=_build(connection),
        value=shown["value"],
        expected=_value(entry["multiplier"], sides),
        sides=sides,
        left_out=[kind for part in parts for kind in left_out(connection, part, question)],
        missing=missing,
        effects=_effects(connection),
    )


def read_page(
    connection: duckdb.DuckDBPyConnection, explanation: Explanation, limit: int, page: int
) -> list[Row]:
    """Page `page`, from 1, of the rows of all parts; raises `Refusal` when it is past the last."""
    if page > explanation.pages(limit):
        raise Refusal(
            f"There is no page {page}.",
            [f"{explanation.rows:,} rows, {limit} a page"],
            cure=f"the last page is {explanation.pages(limit)}.",
        )
    skip, found = (page - 1) * limit, []
    for total in explanation.totals:
        if skip < total.rows and len(found) < limit:
            wanted = limit - len(found)
            found += read_rows(connection, total.part, explanation.question, wanted, skip)
        skip = max(0, skip - total.rows)
    return found


def _shown(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[str, float | None]:
    rows = connection.execute(
        "select value, numerator, denominator from marts.aftersales_value_dashboard"
        " where metric = ? and scope_type = ? and scope = ? and period = ? and period_start = ?",
        [
            question.metric["metric"],
            *(question.scope_type, question.scope, question.period, question.start),
        ],
    ).fetchall()
    if len(rows) != 1:
        raise Refusal(
            f"The dashboard has {len(rows)} figures of {question.metric['metric']} for "
            f"{question.scope} and {question.label}.",
            cure="take another period or scope.",
        )
    return dict(zip(("value", "numerator", "denominator"), rows[0], strict=True))


def _side(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    totals: list[PartTotal],
    shown: float | None,
    *,
    is_known: bool,
) -> Side:
    own = [total for total in totals if total.part.side == name]
    total = _total(connection, own, totals) if is_known else None
    if total is None or shown is None:
        difference = Decimal(0) if total is None and shown is None else None
    elif _as_double(connection, total) == shown:
        difference = Decimal(0)
    else:
        difference = total - Decimal(repr(shown))
    return Side(name, own, total, shown, difference)


def _total(
    connection: duckdb.DuckDBPyConnection, own: list[PartTotal], everything: list[PartTotal]
) -> Decimal | None:
    if own[0].part.role == "dividend":
        return _quotient(connection, own, everything)
    known = [total.part.factor * total.amount for total in own if total.amount is not None]
    if known:
        return sum(known, Decimal(0))
    # rows whose amounts are all unknown: the figure is unknown, unless the other side has rows
    is_unknown = any(total.unknown for total in own)
    others = [total for total in everything if total not in own]
    has_others = any(total.rows or total.unknown for total in others)
    return None if is_unknown and not has_others else Decimal(0)


def _quotient(
    connection: duckdb.DuckDBPyConnection, own: list[PartTotal], everything: list[PartTotal]
) -> Decimal | None:
    """Dividend over divisor as the dashboard takes it: null where nobody is divided by."""
    if not any(total.rows for total in everything):
        return Decimal(0)
    amounts = {total.part.role: total.amount or Decimal(0) for total in own}
    return connection.execute(
        "select cast(cast(cast($dividend as decimal(28, 2)) as double)"
        " / nullif(cast($divisor as bigint), 0) as decimal(28, 10))",
        amounts,
    ).fetchone()[0]


def _as_double(connection: duckdb.DuckDBPyConnection, total: Decimal) -> float:
    return connection.execute(
        "select cast(cast(? as decimal(28, 10)) as double)", [total]
    ).fetchone()[0]


def _value(multiplier: int, sides: list[Side]) -> float | None:
    """The value that follows from what the dashboard shows of its sides."""
    numerator = sides[0].shown
    if len(sides) == 1 or numerator is None:
        return numerator
    denominator = sides[1].shown
    return multiplier * numerator / denominator if denominator else None


def _build(connection: duckdb.DuckDBPyConnection) -> dict[str, date | str]:
    row = connection.execute(
        "select build_id, as_of_date, reporting_currency from marts.build_info"
    ).fetchone()
    return dict(zip(("build_id", "as_of_date", "reporting_currency"), row, strict=True))


def _effects(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the absence of a raw table does to the dashboard, as the readiness report says it."""
    return dict(
        connection.execute(
            "select subject, message from audit.mart_readiness"
            " where mart = 'aftersales_value_dashboard' and kind = 'missing_table'"
        ).fetchall()
    )


def describe(part: Part) -> str:
    """The relations that a part is read from, without their join."""
    words = part.component.relation.split()
    return ", ".join(word for word in words if word.startswith(("core.", "marts.")))
