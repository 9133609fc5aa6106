"""Section on quality: what a recall would cost, the loop with engineering, complaints, redesign."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import charts_modelled, html
from dashboard.marts import Row
from dashboard.numbers import is_complete
from dashboard.texts import text
from dashboard.view import Chart, Column, Section, Table, View, some

EXPOSURE, LOOP = "marts.recall_exposure", "marts.quality_loop_quarterly"
TOPICS, REPAIRS = "marts.complaint_topics", "marts.maintainability"
MONEY = "reporting currency"
_ISSUES_SHOWN, _QUARTERS_SHOWN, _ALERTS_SHOWN, _REPAIRS_SHOWN = 6, 4, 8, 8


def quality(view: View) -> Section:
    """Four parts, each with its own mart; where that has nothing, why."""
    found = {
        "exposure": (EXPOSURE, _exposure(view)),
        "loop": (LOOP, _loop(view)),
        "complaints": (TOPICS, _complaints(view)),
        "redesign": (REPAIRS, _redesign(view)),
    }
    if not any(view.marts.rows(relation) for relation, _ in found.values()):
        return Section("quality", EXPOSURE, nodata=view.nodata(EXPOSURE))
    parts = {
        name: (shown, "" if view.marts.rows(relation) else view.nodata(relation))
        for name, (relation, shown) in found.items()
    }
    return Section("quality", EXPOSURE, parts=parts, others=(LOOP, TOPICS, REPAIRS))


def _exposure(view: View) -> Chart | None:
    """The issues whose recall would cost most: low, middle, high; what was claimed beside it.

    A claim may be a hundred times the estimate, so it stands in the table, not in the drawing.
    """
    rows = [
        row
        for row in view.here(view.marts.rows(EXPOSURE))
        if row["recall_cost_amount"] is not None and row["units_in_field"]
    ]
    rows.sort(key=lambda row: (-row["recall_cost_amount"], row["issue_id"]))
    rows = rows[:_ISSUES_SHOWN]
    if not rows:
        return None
    band = ("recall_cost_low_amount", "recall_cost_high_amount")
    alt = text("alt.exposure", view.lang).format(
        first=rows[0]["title"], value=view.style.words(rows[0], "recall_cost_amount", MONEY)
    )
    svg = charts_modelled.ranges(
        rows,
        "recall_cost_amount",
        MONEY,
        "title",
        view.style,
        alt,
        band=band,
    )

    def head(row: Row) -> Markup:
        return html.said(row, "title") + Markup(" <small>{} · {}</small>").format(
            html.said(row, "issue_id"), view.name_of("product_line", row["product_line"])
        )

    columns = [
        *(Column("units_in_field", "count"), Column("units_undelivered", "count")),
        Column("recall_cost_low_amount", MONEY, estimate=True),
        Column("recall_cost_amount", MONEY, estimate=True),
        Column("recall_cost_high_amount", MONEY, estimate=True),
        Column("containment_amount", MONEY, estimate=True),
        Column("net_avoided_amount", MONEY, estimate=True, nothing="–", asked=_is_avoided),
        Column("claimed_avoided_amount", MONEY, nothing="–"),
    ]
    return Chart(svg, view.table(rows, "column.issue", head, columns))


def _is_avoided(issue: Row) -> bool:
    """True where a recall was avoided: the fault was contained, and no recall took place."""
    return bool(issue.get("has_containment")) and not issue.get("has_recall")


def _loop(view: View) -> Table | None:
    line = view.scope if view.scope_type == "product_line" else "all"
    rows = [
        row
        for row in view.marts.rows(LOOP, product_line=line)
        if is_complete("quarter", row["quarter_start"], view.marts.as_of)
    ][-_QUARTERS_SHOWN:]
    if not some(rows, "issues_submitted", "complete_report_share"):
        return None
    columns = [
        Column("issues_submitted", "count"),
        Column("effective_feedback", "count"),
        Column("effective_feedback_share", "share", nothing="–"),
        Column("loops_closed", "count"),
        Column("median_days_to_submit", "days", nothing="–"),
        Column("median_days_submitted_to_fix", "days", nothing="–"),
        Column("median_cycle_days", "days", nothing="–"),
        Column("complete_report_share", "share"),
    ]
    head = view.when_head("quarter", "quarter_start")
    return view.table(reversed(rows), "column.quarter", head, columns)


def _complaints(view: View) -> Table | None:
    """Topics that reached the share of an alert in the last four quarters, newest first."""
    rows = view.here(view.marts.rows(TOPICS))
    starts = sorted({row["quarter_start"] for row in rows})[-_QUARTERS_SHOWN:]
    rows = [row for row in rows if row["is_alert"] and row["quarter_start"] in starts]
    rows.sort(key=lambda row: (-row["quarter_start"].toordinal(), -row["topic_share"]))
    if not rows:
        return None

    def head(row: Row) -> Markup:
        return html.said(row, "topic") + Markup(" <small>{} · {}</small>").format(
            view.name_of("product_line", row["product_line"]),
            view.when_head("quarter", "quarter_start")(row),
        )

    columns = [
        *(Column("customers_with_topic", "count"), Column("customers_complaining", "count")),
        *(Column("topic_share", "share"), Column("lower_95", "share"), Column("upper_95", "share")),
    ]
    return view.table(rows[:_ALERTS_SHOWN], "column.topic", head, columns)


def _redesign(view: View) -> Table | None:
    """Operations whose median reaches the limit, the dearest of the year first."""
    rows = [
        row
        for row in view.marts.rows(REPAIRS)
        if row["needs_redesign"] and view.has_model(row["model"])
    ]
    rows.sort(key=lambda row: (-(row["yearly_amount"] or 0), row["model"], row["labor_operation"]))
    if not rows:
        return None

    def head(row: Row) -> Markup:
        return html.said(row, "labor_operation") + Markup(" <small>{}</small>").format(
            html.said(row, "model")
        )

    columns = [
        *(Column("median_hours", "hours"), Column("p90_hours", "hours")),
        *(Column("hours_to_standard", "multiple"), Column("jobs", "count")),
        *(Column("yearly_jobs", "count"), Column("yearly_amount", MONEY)),
        Column("fastener_count", "count"),
    ]
    return view.table(rows[:_REPAIRS_SHOWN], "column.operation", head, columns)
