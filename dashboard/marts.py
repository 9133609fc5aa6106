"""The published marts as rows that know their mart and key; nothing is summed or divided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

from orchestration.errors import Refusal
from orchestration.warehouse import open_published

# Relations that the pages read, with the columns that name a row.
KEYS = {
    "marts.build_info": ("build_id",),
    "marts.metric_catalogue": ("metric",),
    "marts.aftersales_value_dashboard": (
        "metric",
        "period",
        "period_start",
        "scope_type",
        "scope",
    ),
    "marts.value_restatement": ("quarter_start", "line", "view", "metric"),
    "marts.strategic_matrix": ("scope_type", "scope", "quarter_start"),
    "marts.warranty_cost_ratio": ("product_line", "month_start"),
    "marts.warranty_cost_ratio_yearly": ("product_line", "year_start"),
    "marts.top_failure_parts": ("product_line", "window", "part_no"),
    "marts.lifecycle_cost": ("product_line", "sale_year", "year_in_service"),
    "marts.nps": ("product_line", "survey_type", "quarter_start"),
    "marts.referral_value_summary": ("quarter_start", "referrer_nps_category"),
    "marts.service_case_value": ("work_order_id",),
    "marts.emerging_issues": ("alarm_id",),
    "marts.issue_commonality": ("alarm_id", "attribute", "attribute_value"),
    "marts.review_agenda": ("month_start", "rank"),
    "marts.warranty_reserve": ("product_line", "month_start"),
    "marts.warranty_forecast": ("product_line", "sale_quarter"),
    "marts.failure_rate_by_age": ("model", "failure_mode", "months_in_service"),
    "marts.life_distributions": ("model", "part_no", "convention"),
    "marts.recall_exposure": ("issue_id",),
    "marts.quality_loop_quarterly": ("product_line", "quarter_start"),
    "marts.complaint_topics": ("product_line", "quarter_start", "topic"),
    "marts.maintainability": ("model", "labor_operation"),
    "marts.hidden_costs": ("product_line", "quarter_start"),
    "audit.mart_readiness": ("mart", "kind", "subject"),
    "audit.published_relations": ("schema_name", "relation_name"),
    "core.dim_regions": ("region_id",),
    "core.dim_products": ("product_id",),
}

# Of long marts only the rows that a page can show.
_ONLY = {
    "marts.failure_rate_by_age": "failure_mode = 'all'",
    "marts.life_distributions": "fit_status = 'fitted'",
    "marts.issue_commonality": "rank_among_shared <= 3",
}


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a published relation: `row["value"]`, and its place for whoever checks it."""

    relation: str
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def get(self, column: str) -> Any:
        """The value, or None where an older or later mart has no such column."""
        return self.values.get(column)

    @cached_property
    def key(self) -> str:
        """The row's key as `column=value&...`, percent-encoded."""
        return self.key_of(KEYS[self.relation])

    def key_of(self, columns: Iterable[str]) -> str:
        """A part of the key in the same form."""
        return urlencode({name: str(self.values[name]) for name in columns})


class Marts:
    """Everything that the site shows, read once from one published file."""

    def __init__(self, tables: dict[str, list[Row]], comments: dict[tuple[str, str], str]) -> None:
        self.tables = tables
        self.comments = comments

    def rows(self, relation: str, **equal: Any) -> list[Row]:
        """Rows whose columns equal the values, in the order of their keys; none if absent."""
        return [
            row
            for row in self.tables.get(relation, [])
            if all(row.get(name) == value for name, value in equal.items())
        ]

    @cached_property
    def build(self) -> Row:
        """The row of `build_info`."""
        return self.tables["marts.build_info"][0]

    @property
    def as_of(self) -> date:
        """Last day that counts."""
        return self.build["as_of_date"]

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self.build["reporting_currency"]

    @cached_property
    def catalogue(self) -> dict[str, Row]:
        """Definitions by metric, in the order of the catalogue: financial first."""
        rows = self.rows("marts.metric_catalogue")
        return {row["metric"]: row for row in sorted(rows, key=lambda row: row["metric_group"])}

    @cached_property
    def by_scope(self) -> dict[tuple[str, str], list[Row]]:
        """Rows of the dashboard mart by scope, oldest period first."""
        found = defaultdict(list)
        for row in self.rows("marts.aftersales_value_dashboard"):
            found[row["scope_type"], row["scope"]].append(row)
        return found

    def scopes(self, scope_type: str) -> list[str]:
        """Scopes of a kind by name, `unknown` last."""
        names = [scope for kind, scope in self.by_scope if kind == scope_type]
        return sorted(names, key=lambda name: (name == "unknown", name))

    @cached_property
    def region_names(self) -> dict[str, Row]:
        """Regions by identifier."""
        return {row["region_id"]: row for row in self.rows("core.dim_regions")}

    @cached_property
    def models(self) -> dict[str, set[str]]:
        """Models (of a product without one, its code) by product line."""
        found = defaultdict(set)
        for row in self.rows("core.dim_products"):
            found[row["product_line"]].add(row["model"] or row["product_id"])
        return found

    def publication(self, relation: str) -> Row | None:
        """What is known of a relation's own build, which may be an older one."""
        schema, name = relation.split(".")
        found = self.rows("audit.published_relations", schema_name=schema, relation_name=name)
        return found[0] if found else None

    def missing_tables(self, mart: str) -> list[Row]:
        """Raw tables that the mart lacks, with what that costs; empty when nobody knows."""
        rows = self.rows("audit.mart_readiness", mart=mart, kind="missing_table")
        return sorted(rows, key=lambda row: row["subject"])

    def is_available(self, mart: str) -> bool:
        """False when the readiness report says that the mart has nothing to count."""
        return all(row["is_available"] for row in self.rows("audit.mart_readiness", mart=mart))


def read_marts(published: Path) -> Marts:
    """Read the published file; raises `Refusal` when there is none or it is not a warehouse."""
    if not published.is_file():
        raise Refusal(
            f"There is no published warehouse at {published}.",
            cure="give --warehouse the folder that `aftersales build` published into.",
            stage="dashboard",
        )
    try:
        with open_published(published) as connection:
            tables = {name: _read(connection, name) for name in KEYS if _columns(connection, name)}
            comments = _comments(connection)
    except duckdb.Error as error:
        raise _foreign(published, "DuckDB cannot read it") from error
    if not tables.get("marts.build_info"):
        raise _foreign(published, "it has no marts.build_info")
    return Marts(tables, comments)


def _foreign(published: Path, reason: str) -> Refusal:
    return Refusal(
        f"{published} is not a warehouse of aftersales: {reason}.",
        cure="publish one with `aftersales build --warehouse ...`.",
        stage="dashboard",
    )


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            "select column_name from information_schema.columns"
            " where table_schema || '.' || table_name = ? order by ordinal_position",
            [relation],
        ).fetchall()
    ]


def _read(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Row]:
    names = _columns(connection, relation)
    order = ", ".join(f'"{name}"' for name in reversed(KEYS[relation]) if name in names)
    only = _ONLY.get(relation, "true")
    found = connection.execute(f"select * from {relation} where {only} order by {order}").fetchall()
    return [Row(relation, dict(zip(names, values, strict=True))) for values in found]


def _comments(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    found = connection.execute(
        "select schema_name || '.' || table_name, column_name, comment from duckdb_columns()"
        " where comment is not null"
    ).fetchall()
    return {(relation, column): comment for relation, column, comment in found}
