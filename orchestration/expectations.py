"""Which expectations a build is held to: suites made from its profiles, before any tool runs.

A suite looks at one record of figures (a `Suite.figures`), so its cost does not grow with the
data. `validate` in `validation.py` runs them through Great Expectations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import yaml

from orchestration.contract import Table, load_contract
from orchestration.profiles import RELATION, WHOLE_TABLE

EXPECTATIONS_FILE = Path(__file__).with_name("expectations.yml")


@dataclass(frozen=True)
class Rule:
    """Bounds on one figure of a suite, both ends included; `why` is what a data owner reads."""

    figure: str
    severity: str
    minimum: float | None = None
    maximum: float | None = None
    why: str = ""


@dataclass
class Suite:
    """Expectations on one relation: its figures, null where unknown, and the rules on them."""

    name: str
    relation: str
    figures: dict[str, float | None] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


def load_rules(path: Path = EXPECTATIONS_FILE) -> dict:
    """The bounds of `expectations.yml`."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def delivery_suites(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    reject_limit: float,
    may_shrink: tuple[str, ...] = (),
) -> list[Suite]:
    """One suite per delivered table, from `audit.table_profiles` of the build file.

    `may_shrink` names tables whose loss of rows is meant; it does not stop the build.
    """
    rows = connection.execute(
        "select system || '.' || table_name, column_name, rows_delivered, rows_accepted,"
        " rejected_share, null_share, try_cast(minimum as double), try_cast(maximum as double),"
        " date_diff('day', cast(newest_updated_at as date), $as_of), rows_before, volume_change"
        f" from {RELATION} order by all",
        {"as_of": as_of},
    ).fetchall()
    suites: dict[str, Suite] = {}
    for name, column, delivered, accepted, rejected, nulls, low, high, days, before, change in rows:
        suite = suites.setdefault(name, Suite(f"delivered {name}", f"raw.{name}"))
        if column == WHOLE_TABLE:
            suite.figures |= {
                "rows_delivered": delivered,
                "rows_accepted": accepted,
                "rejected_share": rejected,
                "days_since_newest": days,
                "rows_before": before,
                "volume_change": change,
            }
        else:
            suite.figures |= {
                f"null_share__{column}": nulls,
                f"minimum__{column}": low,
                f"maximum__{column}": high,
            }
    bounds = load_rules()["deliveries"]
    contract = load_contract()
    for name, suite in suites.items():
        rules = _delivery_rules(contract[name], suite.figures, bounds, reject_limit)
        if name in may_shrink:
            rules = [r for r in rules if (r.figure, r.severity) != ("volume_change", "error")]
        suite.rules = rules
    return list(suites.values())


_WHY = {
    "rows_delivered": "a delivered table has rows; an empty one counts as none, not as unknown",
    "rejected_share": "rows rejected by their own fault; see audit.rejected_rows",
    "days_since_newest": "days between the newest change and the as-of date; an extract may stall",
    "volume_change": "rows against the median of the last published builds; "
    "--allow-missing says that a loss is meant",
}


def _delivery_rules(table: Table, figures: dict, bounds: dict, reject_limit: float) -> list[Rule]:
    rules = [
        Rule("rejected_share", "error", maximum=reject_limit, why="the limit reject_share_limit")
    ]
    for figure, why in _WHY.items():
        for bound in bounds[figure]:
            if table.full_name not in bound.get("tables", [table.full_name]):
                continue
            if (figures["rows_before"] or 0) < bound.get("from_rows", 0):
                continue
            rules.append(_rule(figure, bound, why))
    for column in table.columns:
        if column.required and column.name not in table.key:
            why = f"{column.name} is required: {column.description}"
            rules += [_rule(f"null_share__{column.name}", b, why) for b in bounds["null_share"]]
        lowest = column.minimum if column.minimum is not None else column.above
        why = f"accepted values lie within the contract: {column.description}"
        if lowest is not None:
            rules.append(Rule(f"minimum__{column.name}", "error", minimum=lowest, why=why))
        if column.maximum is not None:
            highest = column.maximum
            rules.append(Rule(f"maximum__{column.name}", "error", maximum=highest, why=why))
    return rules


def _rule(figure: str, bound: dict, why: str) -> Rule:
    return Rule(figure, bound["severity"], bound.get("minimum"), bound.get("maximum"), why)


def mart_suites(connection: duckdb.DuckDBPyConnection) -> list[Suite]:
    """One suite per headline mart that the build file has."""
    accepted = dict(
        connection.execute(
            f"select system || '.' || table_name, rows_accepted from {RELATION}"
            f" where column_name = '{WHOLE_TABLE}'"
        ).fetchall()
    )
    suites = []
    for mart, spec in load_rules()["marts"].items():
        present = {
            name
            for (name,) in connection.execute(
                "select column_name from duckdb_columns()"
                " where schema_name = 'marts' and table_name = ?",
                [mart],
            ).fetchall()
        }
        if present:
            suites.append(_mart_suite(connection, mart, spec, present, accepted))
    return suites


def _mart_suite(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    spec: dict,
    present: set[str],
    accepted: dict[str, int],
) -> Suite:
    suite = Suite(f"mart {mart}", f"marts.{mart}")
    if spec.get("needs") and all(accepted.get(table) for table in spec["needs"]):
        why = f"its tables have rows: {', '.join(spec['needs'])}"
        suite.rules.append(Rule("rows", "error", minimum=1, why=why))
    figures = {"rows": "count(*)"}
    for column, bounds in spec["columns"].items():
        if column not in present:
            continue
        for bound in bounds:
            for end, function in (("minimum", "min"), ("maximum", "max")):
                if end in bound:
                    figures[f"{end}__{column}"] = f'cast({function}("{column}") as double)'
                    rule = Rule(f"{end}__{column}", bound["severity"], **{end: bound[end]})
                    suite.rules.append(rule)
    values = connection.execute(
        f'select {", ".join(figures.values())} from marts."{mart}"'
    ).fetchone()
    suite.figures = dict(zip(figures, values, strict=True))
    return suite
