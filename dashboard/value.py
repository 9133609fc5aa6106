"""Sections on worth and on gaps: value restatement, strategic matrix, what has no data yet."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import html
from dashboard.marts import Row
from dashboard.matrix import matrix_chart
from dashboard.periods import last_complete
from dashboard.view import Chart, Column, Section, View, code, some

RESTATEMENT, MATRIX = "marts.value_restatement", "marts.strategic_matrix"
LINES = ("service_result", "labor", "service_given", "parts_stock")
VIEWS = ("cost_centre", "value_centre")

# Marts that a page draws on, in the order of its sections, for the list of what is missing.
DRAWN = (
    "marts.emerging_issues",
    "marts.issue_commonality",
    "marts.review_agenda",
    RESTATEMENT,
    MATRIX,
    "marts.warranty_cost_ratio",
    "marts.warranty_cost_ratio_yearly",
    "marts.warranty_reserve",
    "marts.warranty_forecast",
    "marts.top_failure_parts",
    "marts.failure_rate_by_age",
    "marts.life_distributions",
    "marts.recall_exposure",
    "marts.quality_loop_quarterly",
    "marts.complaint_topics",
    "marts.maintainability",
    "marts.lifecycle_cost",
    "marts.hidden_costs",
    "marts.nps",
    "marts.referral_value_summary",
    "marts.service_case_value",
    "marts.aftersales_value_dashboard",
)


def restatement(view: View) -> Section:
    """Four lines seen as cost and as value, for the last complete quarter; never added up."""
    rows = view.marts.rows(RESTATEMENT)
    start = last_complete(rows, "quarter_start", "quarter", view.marts.as_of)
    chosen = [row for row in rows if row["quarter_start"] == start]
    if not some(chosen, "amount"):
        return Section("restatement", RESTATEMENT, nodata=view.nodata(RESTATEMENT))
    chosen.sort(key=lambda row: (row.get("position") or 0, row["metric"]))
    lines = [*LINES, *sorted({row["line"] for row in chosen} - set(LINES))]
    table = [
        (line, [[r for r in chosen if r["line"] == line and r["view"] == side] for side in VIEWS])
        for line in lines
        if any(row["line"] == line for row in chosen)
    ]
    parts = {"quarter": view.period("quarter", start), "lines": table, "views": VIEWS}
    return Section("restatement", RESTATEMENT, parts=parts)


def restated_name(view: View, row: Row) -> str:
    """A restated metric's name: its own, the catalogue's, else its code."""
    meaning = view.marts.catalogue.get(row["metric"])
    named = row.get(f"name_{view.lang}") or (meaning[f"name_{view.lang}"] if meaning else None)
    return named or row["metric"].replace("_", " ")


def matrix(view: View) -> Section:
    """Where each line, region and centre stands between customer and commercial value."""
    rows = view.marts.rows(MATRIX)
    if view.scope_type != "company":
        rows = [r for r in rows if (r["scope_type"], r["scope"]) == (view.scope_type, view.scope)]
    start = last_complete(rows, "quarter_start", "quarter", view.marts.as_of)
    chosen = [row for row in rows if row["quarter_start"] == start]
    if not chosen or not some(chosen, "customer_value_score", "commercial_value_score"):
        return Section("matrix", MATRIX, nodata=view.nodata(MATRIX))
    chosen.sort(key=lambda row: (row["scope_type"], row["scope"]))

    def head(row: Row) -> Markup:
        return Markup("{} <small>{} · {}</small>").format(
            view.name_of(row["scope_type"], row["scope"]),
            view.w("scope_type", row["scope_type"]),
            view.w("quadrant", row["quadrant"]),
        )

    columns = [
        *(Column("customer_value_score"), Column("commercial_value_score")),
        Column("distance_to_growth_engine"),
    ]
    table = view.table(chosen, "column.scope", head, columns)
    svg = matrix_chart(view, chosen)
    parts = {"quarter": view.period("quarter", start), "chart": Chart(svg, table)}
    return Section("matrix", MATRIX, parts=parts)


def missing(view: View) -> Section:
    """Marts and metrics without data, each with the raw tables that would bring it."""
    marts = []
    for relation in DRAWN:
        rows = view.marts.tables.get(relation)
        tables = view.marts.missing_tables(relation.split(".")[1])
        if not rows or tables:
            marts.append((code(relation), view.nodata(relation), tables))
    metrics = [row for row in view.marts.catalogue.values() if not row["has_data"]]
    named = [(row, _needed(view, row["relation"])) for row in metrics]
    return Section("missing", "audit.mart_readiness", parts={"marts": marts, "metrics": named})


def _needed(view: View, relation: str) -> list[Markup]:
    """Raw tables that the metric's own mart lacks; for a fact those that the dashboard lacks."""
    rows = view.marts.missing_tables(relation.split(".")[1])
    rows = rows or view.marts.missing_tables("aftersales_value_dashboard")
    seen = {row["subject"]: row for row in rows}
    return [Markup("<code>{}</code>").format(subject) for subject in seen]


def origin(view: View, relation: str) -> Markup:
    """Which mart a metric comes from; and the build, where it is not that of the page's foot."""
    publication = view.marts.publication(relation)
    if publication is None or publication["build_id"] == view.marts.build["build_id"]:
        return code(relation)
    return source(view, relation)


def source(view: View, relation: str) -> Markup:
    """Which mart and which build a section's figures come from."""
    publication = view.marts.publication(relation)
    told = code(relation)
    row = publication or view.marts.build
    build = Markup("<span {}>{}</span>").format(html.place(row), html.said(row, "build_id"))
    told += Markup(" · ") + view.t("site.build", build=build)
    if publication is not None and publication["is_carried_over"]:
        told += Markup(" <em>({})</em>").format(view.t("site.carried_over"))
    return told + Markup(" · ") + view.t("site.as_of", day=html.day(view.marts.as_of, view.lang))
