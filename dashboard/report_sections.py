"""The longer parts of the report: what rose and fell, parts, quality issues, cases, the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashboard import html
from dashboard.report_marts import ReportRow
from dashboard.report_view import (
    LATER,
    MAIN_METRICS,
    RATIOS,
    SHOWN_CASES,
    SHOWN_ISSUES,
    SHOWN_MEMBERS,
    SHOWN_PARTS,
    ReportView,
)

CONTRIBUTIONS = "marts.quarterly_contributions"
DIMENSIONS = ("product_line", "region", "part")


def why(view: ReportView) -> list[dict[str, Any]]:
    """Each main metric with its change, and the largest contributions of every split."""
    return [
        {
            "name": view.metric_name(metric),
            "change": view.value(metric, "change", signed=True),
            "from_to": view.t(
                "why.from_to",
                previous=view.value(metric, "previous_value"),
                value=view.value(metric),
            ),
            "splits": [_split(view, metric, dimension) for dimension in DIMENSIONS],
        }
        for metric in MAIN_METRICS
    ]


def _split(view: ReportView, metric: str, dimension: str) -> dict[str, Any]:
    rows = view.quarter.rows(CONTRIBUTIONS, metric=metric, dimension=dimension)
    moved = [row for row in rows if row["numerator_change"]]
    moved.sort(key=lambda row: row["contribution_rank"])
    shown = moved[:SHOWN_MEMBERS]
    widest = max((abs(row["numerator_change"]) for row in shown), default=Decimal(1))
    unit = view.quarter.catalogue[metric]["unit"] if metric in view.quarter.catalogue else ""
    return {
        "title": view.t(f"why.{dimension}"),
        "nothing": view.t("why.no_change" if rows else "why.no_split"),
        "members": [
            {
                "name": view.member(dimension, row["member"]),
                "change": view.figure(row, "numerator_change", unit, signed=True),
                "bar": _bar(row["numerator_change"], widest),
            }
            for row in shown
        ],
    }


def _bar(change: Decimal, widest: Decimal) -> Markup:
    """A bar from the middle, to the right for a rise; the number beside it says the same."""
    length = round(float(50 * abs(change) / widest), 1)
    left = 50 if change > 0 else 50 - length
    return Markup(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" width="{}" height="8"/><path d="M50 0V8"/></svg>'
    ).format("rise" if change > 0 else "fall", round(left, 1), length)


def ratios(view: ReportView) -> list[dict[str, Any]]:
    """Ratios with the change of either side of the fraction."""
    found = []
    for metric in RATIOS:
        rows = view.quarter.rows(CONTRIBUTIONS, metric=metric, dimension="company")
        row = rows[0] if rows else None
        money = "warranty" in metric
        found.append(
            {
                "name": view.metric_name(metric),
                "value": view.value(metric),
                "change": view.value(metric, "change", signed=True),
                "numerator": _side(view, row, "numerator", money),
                "denominator": _side(view, row, "denominator", money),
            }
        )
    return found


def _side(view: ReportView, row: ReportRow | None, side: str, money: bool) -> Markup:
    unit = "reporting currency" if money else "count"
    told = view.figure(row, side, unit)
    change = view.figure(row, f"{side}_change", unit, signed=True)
    return told + Markup(" ({})").format(change)


def failing_parts(view: ReportView) -> list[dict[str, Any]]:
    """The parts with most failures in the quarter, with the change against the one before."""
    rows = view.quarter.rows(CONTRIBUTIONS, metric="failure_events", dimension="part")
    named = [row for row in rows if row["member"] != "unknown" and row["numerator"]]
    named.sort(key=lambda row: (-row["numerator"], row["member"]))
    return [
        {
            "name": view.member("part", row["member"]),
            "failures": view.figure(row, "numerator", ""),
            "change": view.figure(row, "numerator_change", "", signed=True),
        }
        for row in named[:SHOWN_PARTS]
    ]


def issues(view: ReportView) -> list[dict[str, Any]]:
    """Three quality issues: far above benchmark, then cost, failures and number of the part."""
    ranked = {row["part_no"]: row for row in view.quarter.rows("marts.top_failure_parts")}
    cost = _parts_of(view, "warranty_cost_net_amount")
    failures = _parts_of(view, "failure_events")
    known = [part for part in failures if part != "unknown" and failures[part]["numerator"]]

    def strength(part: str) -> tuple:
        exceeds = part in ranked and bool(ranked[part]["exceeds_3x_benchmark"])
        paid = cost[part]["numerator"] if part in cost else 0
        return (not exceeds, -paid, -failures[part]["numerator"], part)

    return [
        _issue(view, part, ranked.get(part), failures[part], cost.get(part))
        for part in sorted(known, key=strength)[:SHOWN_ISSUES]
    ]


def _parts_of(view: ReportView, metric: str) -> dict[str, ReportRow]:
    rows = view.quarter.rows(CONTRIBUTIONS, metric=metric, dimension="part")
    return {row["member"]: row for row in rows}


def _issue(
    view: ReportView,
    part: str,
    ranked: ReportRow | None,
    failures: ReportRow,
    cost: ReportRow | None,
) -> dict[str, Any]:
    judged = ranked["exceeds_3x_benchmark"] if ranked else None
    judgement = {True: "issues.beyond", False: "issues.within", None: "issues.nobench"}[judged]
    low, high = (view.figure(ranked, name, "") for name in ("lower_95", "upper_95"))
    return {
        "name": view.member("part", part),
        "failures": view.figure(failures, "numerator", ""),
        "change": view.figure(failures, "numerator_change", "", signed=True),
        "cost": view.figure(cost, "numerator", "reporting currency"),
        "rate": view.figure(ranked, "failures_per_1000_unit_months", ""),
        "interval": Markup("{} – {}").format(low, high) if ranked else low,
        "benchmark": view.figure(ranked, "benchmark_ratio", "multiple"),
        "judgement": view.t(judgement),
        "is_beyond": bool(judged),
    }


def cases(view: ReportView) -> dict[str, Any]:
    """Cases of the quarter that brought most, and those that brought less than they cost."""
    rows = [
        row
        for row in view.quarter.rows("marts.service_case_value")
        if row["case_cost_amount"] is not None and row["referred_profit_amount"] is not None
    ]
    best = [row for row in rows if row["referred_profit_amount"] > 0]
    best.sort(key=lambda row: (-row["referred_profit_amount"], row["work_order_id"]))
    lost = [row for row in rows if row["referred_profit_amount"] < row["case_cost_amount"]]
    lost.sort(key=lambda row: (-row["case_cost_amount"], row["work_order_id"]))
    window = view.figure(rows[0] if rows else None, "days_window", "days", estimate=False)
    return {
        "note": view.t("cases.note", window=window),
        "groups": [
            (view.t("cases.best"), view.case_rows(best[:SHOWN_CASES])),
            (view.t("cases.worst"), view.case_rows(lost[:SHOWN_CASES])),
        ],
    }


def appendix(view: ReportView) -> list[dict[str, Any]]:
    """Every figure of the company in the quarter, in the order of the catalogue."""
    found = []
    for metric, definition in view.quarter.catalogue.items():
        row = view.quarter.metric(metric)
        found.append(
            {
                "name": view.metric_name(metric),
                "definition": definition[f"definition_{view.lang}"],
                "value": view.value(metric),
                "previous": view.value(metric, "previous_value"),
                "change": view.value(metric, "change", signed=True),
                "numerator": view.figure(row, "numerator", "count") if row else "",
                "denominator": view.figure(row, "denominator", "count")
                if row and row["denominator"] is not None
                else "",
                "grade": view.word("grade", row["evidence_grade"] if row else None),
            }
        )
    return found


def missing(view: ReportView) -> list[dict[str, Any]]:
    """Marts that are not built yet, and raw tables that figures of the report lack."""
    later = [
        {"mart": name, "what": view.t(f"later.{name}")}
        for name in LATER
        if not view.quarter.has(f"marts.{name}")
    ]
    lacking = [
        {"mart": html.said(row, "subject"), "what": html.said(row, "message", "en"), "place": place}
        for row in view.quarter.rows("audit.mart_readiness")
        if row["mart"] in ("value_restatement", "aftersales_value_dashboard")
        for place in [html.place(row)]
    ]
    return later + lacking
