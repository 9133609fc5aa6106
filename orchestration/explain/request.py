"""What was asked: a metric, a scope and a period, held against the published dashboard."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.errors import Refusal

FILTERS = {"product_line": "product_line", "region": "region", "region_id": "region"}
_FORMS = "2026-03 (month), 2026Q1 (quarter) or 2026 (year)"
_PERIOD = re.compile(r"(?P<year>\d{4})(-(?P<month>0[1-9]|1[0-2])|-?[Qq](?P<quarter>[1-4]))?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Question:
    """A figure of the dashboard; `until` is the first day after its period."""

    metric: dict[str, Any]
    scope_type: str
    scope: str
    period: str
    start: date
    until: date

    @property
    def label(self) -> str:
        """The period as a person writes it."""
        return label(self.period, self.start)


def read_question(
    connection: duckdb.DuckDBPyConnection, metric: str, where: tuple[str, ...], period: str
) -> Question:
    """The question, checked; raises `Refusal` with suggestions when it names what is not there."""
    entry = _read_metric(connection, metric)
    scope_type, scope = _read_scope(connection, entry, where)
    length, start = _read_period(connection, entry["metric"], period)
    return Question(entry, scope_type, scope, length, start, _after(length, start))


def label(period: str, start: date) -> str:
    """`2026-03`, `2026Q1` or `2026`."""
    if period == "month":
        return f"{start:%Y-%m}"
    return f"{start.year}Q{(start.month + 2) // 3}" if period == "quarter" else f"{start.year}"


def suggest(word: str, choices: list[str], most: int = 5) -> list[str]:
    """The choices most like `word`, those that hold it among them."""
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    near = difflib.get_close_matches(word.casefold(), folded, n=most, cutoff=0.45)
    held = [text for text in folded if word.casefold() in text]
    return [folded[text] for text in dict.fromkeys([*near, *held])][:most]


def _read_metric(connection: duckdb.DuckDBPyConnection, metric: str) -> dict[str, Any]:
    cursor = connection.execute("from marts.metric_catalogue order by metric")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if "numerator_parts" not in names:
        raise Refusal(
            "The published file was built before figures could be explained.",
            cure="build it again.",
        )
    called = {
        row[name].casefold(): row for row in rows for name in ("name_zh", "name_en", "metric")
    }
    if metric.casefold() in called:
        return called[metric.casefold()]
    # a name in either language leads to the metric; each metric is suggested once
    near = [called[text] for text in suggest(metric, list(called), most=8)]
    found = list({row["metric"]: row for row in near}.values())[:5]
    raise Refusal(
        f"There is no metric {metric!r}.",
        [f"{row['metric']}: {row['name_en']}, {row['name_zh']}" for row in found],
        cure="take one of these." if found else "names are in marts.metric_catalogue, e.g. "
        + ", ".join(row["metric"] for row in rows[:5]),
    )  # fmt: skip


def _read_scope(
    connection: duckdb.DuckDBPyConnection, entry: dict[str, Any], where: tuple[str, ...]
) -> tuple[str, str]:
    if not where:
        return "company", "company"
    pairs = [_read_filter(item) for item in where]
    if len(pairs) > 1:
        raise Refusal(
            "The dashboard tells a figure by product line or by region, not by both at once.",
            cure="give one --where.",
        )
    scope_type, value = pairs[0]
    has = {"product_line": entry["has_product_lines"], "region": entry["has_regions"]}
    if not has[scope_type]:
        others = [name for name, is_told in has.items() if is_told]
        raise Refusal(
            f"{entry['metric']} is not told by {scope_type}.",
            cure=f"ask by {' or '.join([*others, 'company (no --where)'])}.",
        )
    scopes = [
        row[0]
        for row in connection.execute(
            "select distinct scope from marts.aftersales_value_dashboard"
            " where metric = ? and scope_type = ? order by scope",
            [entry["metric"], scope_type],
        ).fetchall()
    ]
    if value not in scopes:
        near = suggest(value, scopes)
        raise Refusal(
            f"There is no {scope_type} {value!r}.",
            [f"{scope_type}={scope}" for scope in near],
            cure=f"there are: {_listed(scopes)}.",
        )
    return scope_type, value


def _read_filter(item: str) -> tuple[str, str]:
    name, mark, value = item.partition("=")
    if not mark:
        raise Refusal(f"--where {item!r} has no value.", cure="write --where product_line=NAME.")
    if name.strip() not in FILTERS:
        near = suggest(name.strip(), list(FILTERS))
        raise Refusal(
            f"There is no filter {name.strip()!r}.",
            near,
            cure=f"filters are {', '.join(FILTERS)}.",
        )
    return FILTERS[name.strip()], value.strip()


def _read_period(
    connection: duckdb.DuckDBPyConnection, metric: str, period: str
) -> tuple[str, date]:
    found = _PERIOD.fullmatch(period.strip())
    length = "month" if found and found["month"] else "quarter" if found and found["quarter"] else (
        "year")  # fmt: skip
    bounds = connection.execute(
        "select min(period_start), max(period_start) from marts.aftersales_value_dashboard"
        " where metric = ? and period = ?",
        [metric, length if found else "month"],
    ).fetchone()
    if bounds[0] is None:
        raise Refusal("The dashboard of this build has no period.", cure="build with raw tables.")
    first, last = (label(length if found else "month", day) for day in bounds)
    if not found:
        raise Refusal(
            f"{period!r} is no period.",
            cure=f"write it as {_FORMS}; months go from {first} to {last}.",
        )
    month = int(found["month"] or 3 * int(found["quarter"] or 1) - 2)
    year = int(found["year"])
    if not year or not bounds[0] <= date(year, month, 1) <= bounds[1]:
        raise Refusal(
            f"The dashboard has no {length} {period}.",
            cure=f"the first is {first}, the last {last}.",
        )
    return length, date(year, month, 1)


def _after(period: str, start: date) -> date:
    months = start.year * 12 + start.month - 1 + _MONTHS[period]
    return date(months // 12, months % 12 + 1, 1)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more
