"""What changed since a quarter was published: the mart `value_report` beside the frozen report."""

from __future__ import annotations

from typing import Any

from dashboard import html
from dashboard.report_marts import ReportRow
from dashboard.report_view import ReportView
from orchestration.frozen_reports import FrozenReport


def restated_context(view: ReportView, frozen: FrozenReport) -> dict[str, Any]:
    """The restated statements of a quarter, grouped as a reader looks for them."""
    rows = view.quarter.rows("marts.value_report")
    changed = [row for row in rows if row["is_restated"]]
    groups = [
        ("restated.company", [r for r in changed if _is_dashboard(r) and _is_company(r)]),
        ("restated.restatement", [r for r in changed if not _is_dashboard(r)]),
        ("restated.scopes", [r for r in changed if _is_dashboard(r) and not _is_company(r)]),
    ]
    return {
        "lead": view.t(
            "restated.lead", quarter=view.name, day=html.day(frozen.frozen_at, view.lang)
        ),
        "known": bool(rows),
        "groups": [
            (view.t(key), [_told(view, row) for row in found]) for key, found in groups if found
        ],
        "published_from": view.t(
            "restated.published_from",
            build=frozen.manifest["build_id"],
            day=frozen.manifest["as_of_date"],
            hash=frozen.manifest["content_hash"],
        ),
    }


def _told(view: ReportView, row: ReportRow) -> dict[str, Any]:
    return {
        "name": _name(view, row),
        "scope": ""
        if _is_company(row)
        else f"{view.word('scope_type', row['scope_type'])}: "
        f"{view.member(row['scope_type'], row['scope'])}",
        "frozen": view.figure(row, "frozen_value", row["unit"]),
        "current": view.figure(row, "current_value", row["unit"]),
        "change": view.figure(row, "restated_change", row["unit"], signed=True),
        "statement": row["statement"],
    }


def _name(view: ReportView, row: ReportRow) -> str:
    if _is_dashboard(row):
        return view.metric_name(row["metric"])
    found = view.quarter.rows("marts.value_restatement", metric=row["metric"])
    return found[0][f"name_{view.lang}"] if found else row["metric"].replace("_", " ")


def _is_dashboard(row: ReportRow) -> bool:
    return row["statement"].startswith("dashboard/")


def _is_company(row: ReportRow) -> bool:
    return row["scope_type"] == "company"
