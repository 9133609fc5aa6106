"""What the quarterly report reads: rows of the published marts of one quarter, as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

from dashboard.marts import Row
from dashboard.numbers import is_complete, period_end
from orchestration.errors import Refusal
from orchestration.frozen_reports import QUARTER
from orchestration.warehouse import open_published

# Relation, the columns that name a row, and which rows a quarter needs.
_OF_QUARTER = "where quarter_start = $quarter"
SOURCES = {
    "marts.build_info": (("build_id",), ""),
    "marts.metric_catalogue": (("metric",), ""),
    "marts.aftersales_value_dashboard": (
        ("metric", "period", "period_start", "scope_type", "scope"),
        "where period = 'quarter' and period_start = $quarter",
    ),
    "marts.value_restatement": (("quarter_start", "line", "view", "metric"), _OF_QUARTER),
    "marts.quarterly_contributions": (
        ("quarter_start", "metric", "dimension", "member"),
        _OF_QUARTER,
    ),
    "marts.assumptions_in_force": (("quarter_start", "metric", "assumption"), _OF_QUARTER),
    "marts.value_report": (("quarter_start", "statement"), _OF_QUARTER),
    "marts.nps": (("product_line", "survey_type", "quarter_start"), _OF_QUARTER),
    "marts.customer_retention": (("quarter_start",), _OF_QUARTER),
    "marts.service_case_value": (
        ("work_order_id",),
        "where opened_on between $quarter and $last_day",
    ),
    "marts.top_failure_parts": (
        ("product_line", "window", "part_no"),
        "where product_line = 'all' and \"window\" = '12m'",
    ),
    "core.dim_parts": (("part_no",), ""),
    "core.dim_regions": (("region_id",), ""),
    "audit.mart_readiness": (("mart", "kind", "subject"), "where kind = 'missing_table'"),
}


@dataclass(frozen=True, eq=False)
class ReportRow(Row):
    """A row of a relation that the report reads."""

    @property
    def key(self) -> str:
        """The row's key as `column=value&...`, percent-encoded."""
        columns = SOURCES[self.relation][0]
        return urlencode({name: str(self.values[name]) for name in columns})


@dataclass(frozen=True)
class Quarter:
    """Everything that the report of one quarter shows."""

    name: str
    start: date
    tables: dict[str, list[ReportRow]]

    def rows(self, relation: str, **equal: Any) -> list[ReportRow]:
        """Rows whose columns equal the values, in the order of their keys; none if absent."""
        return [
            row
            for row in self.tables.get(relation, [])
            if all(row.get(name) == value for name, value in equal.items())
        ]

    def has(self, relation: str) -> bool:
        """True when this build has the relation, be it without a row."""
        return relation in self.tables

    def metric(self, metric: str) -> ReportRow | None:
        """The company's figure of the quarter; None when this build does not know the metric."""
        return self.company.get(metric)

    @cached_property
    def company(self) -> dict[str, ReportRow]:
        """The company's figures by metric."""
        rows = self.rows("marts.aftersales_value_dashboard", scope_type="company")
        return {row["metric"]: row for row in rows}

    @cached_property
    def build(self) -> ReportRow:
        """The row of `build_info`."""
        return self.tables["marts.build_info"][0]

    @cached_property
    def catalogue(self) -> dict[str, ReportRow]:
        """Definitions by metric, financial ones first."""
        rows = sorted(self.rows("marts.metric_catalogue"), key=lambda row: row["metric_group"])
        return {row["metric"]: row for row in rows}

    @cached_property
    def parts(self) -> dict[str, ReportRow]:
        """Parts by number."""
        return {row["part_no"]: row for row in self.rows("core.dim_parts")}

    @cached_property
    def regions(self) -> dict[str, ReportRow]:
        """Regions by identifier."""
        return {row["region_id"]: row for row in self.rows("core.dim_regions")}

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return period_end("quarter", self.start)

    @property
    def has_ended(self) -> bool:
        """True when the as-of date is the quarter's last day or later."""
        return is_complete("quarter", self.start, self.build["as_of_date"])


def quarter_start(name: str) -> date:
    """First day of `2026Q3`; raises `Refusal` for a text that names no quarter."""
    found = QUARTER.fullmatch(name.strip().upper())
    if not found:
        raise Refusal(f"{name!r} names no quarter.", cure="say it like 2026Q3.", stage="report")
    return date(int(found[1]), 3 * int(found[2]) - 2, 1)


def read_quarter(published: Path, name: str) -> Quarter:
    """Read one quarter; raises `Refusal` for no warehouse, or a quarter that it does not hold."""
    start = quarter_start(name)
    if not published.is_file():
        raise Refusal(
            f"There is no published warehouse at {published}.",
            cure="give --warehouse the folder that `aftersales build` published into.",
            stage="report",
        )
    try:
        with open_published(published) as connection:
            _refuse_unknown(connection, start, name)
            tables = {
                relation: _read(connection, relation, keys, condition, start)
                for relation, (keys, condition) in SOURCES.items()
                if _exists(connection, relation)
            }
    except duckdb.Error as error:
        raise Refusal(
            f"{published} is not a warehouse that this version can report on.",
            [str(error).splitlines()[0]],
            cure="publish one with `aftersales build --warehouse ...`.",
            stage="report",
        ) from error
    return Quarter(re.sub(r"\s", "", name).upper(), start, tables)


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, start: date, name: str) -> None:
    first, last = connection.execute(
        "select min(period_start), max(period_start) from marts.aftersales_value_dashboard"
        " where period = 'quarter'"
    ).fetchone()
    if first is None or not first <= start <= last:
        told = f"it holds {_name(first)} to {_name(last)}." if first else "it holds no quarter."
        raise Refusal(
            f"The warehouse has no figures of {name}: {told}",
            cure="choose one of these, or build with an as-of date in that quarter.",
            stage="report",
        )


def _name(start: date) -> str:
    return f"{start.year}Q{(start.month + 2) // 3}"


def _exists(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    found = connection.execute(
        "select count(*) from information_schema.tables"
        " where table_schema || '.' || table_name = ?",
        [relation],
    ).fetchone()
    return found != (0,)


def _read(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    keys: tuple[str, ...],
    condition: str,
    start: date,
) -> list[ReportRow]:
    values = {"quarter": start, "last_day": period_end("quarter", start)}
    used = {name: value for name, value in values.items() if f"${name}" in condition}
    order = ", ".join(f'"{name}"' for name in keys)
    cursor = connection.execute(f"select * from {relation} {condition} order by {order}", used)
    names = [column[0] for column in cursor.description]
    return [ReportRow(relation, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
