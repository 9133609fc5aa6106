"""Section on what begins to fail: newest alarms, what their cases share, the review's agenda."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.marts import Row
from dashboard.view import Section, View

ISSUES, SHARED = "marts.emerging_issues", "marts.issue_commonality"
AGENDA = "marts.review_agenda"
# Clusters speak of parts that often fail, too, so that few of them stand beside the others.
_ALARMS_SHOWN, _OTHERS_SHOWN = 6, 3


@dataclass(frozen=True)
class Alarm:
    """An alarm, and what its cases share most clearly."""

    row: Row
    shared: list[Row]


def warning(view: View) -> Section:
    """Alarms first raised within a year, newest first; the three issues of the newest month."""
    known = bool(view.marts.rows(ISSUES))
    alarms = list(_by_rule(view))
    agenda = _agenda(view)
    if not known and not agenda:
        return Section("warning", ISSUES, nodata=view.nodata(ISSUES))
    parts = {
        "alarms": alarms,
        "nodata": "" if known else view.nodata(ISSUES),
        "agenda": agenda,
        "named": _name,
        "agenda_nodata": "" if view.marts.rows(AGENDA) else view.nodata(AGENDA),
    }
    return Section("warning", ISSUES, parts=parts, others=(SHARED, AGENDA))


def _by_rule(view: View) -> Iterator[tuple[str, list[Alarm]]]:
    """The newest alarms of each rule; the statistical one first, which weighs what is usual."""
    since = _year_before(view.marts.as_of)
    rows = [row for row in view.here(view.marts.rows(ISSUES)) if row["first_alarm_on"] > since]
    rows.sort(key=lambda row: (-row["first_alarm_on"].toordinal(), row["alarm_id"]))
    for rule in sorted({row["rule"] for row in rows}, reverse=True):
        shown = _ALARMS_SHOWN if rule == "statistical" else _OTHERS_SHOWN
        chosen = [row for row in rows if row["rule"] == rule][:shown]
        yield rule, [Alarm(row, _shared(view, row)) for row in chosen]


def _year_before(day: date) -> date:
    """The same day a year earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _shared(view: View, alarm: Row) -> list[Row]:
    rows = view.marts.rows(SHARED, alarm_id=alarm["alarm_id"])
    return sorted(rows, key=lambda row: row["rank_among_shared"])


def _name(issue: Row) -> str:
    """The column that names an issue of the agenda; nobody may have raised it yet."""
    return next(name for name in ("title", "failure_mode", "issue_key") if issue.get(name))


def _agenda(view: View) -> list[Row]:
    """The newest month's issues, by rank; the agenda is the company's."""
    if view.scope_type != "company":
        return []
    rows = view.marts.rows(AGENDA)
    newest = max((row["month_start"] for row in rows), default=None)
    return sorted((r for r in rows if r["month_start"] == newest), key=lambda row: row["rank"])
