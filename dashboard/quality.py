"""Sections on what fails and what a unit costs over its life."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import charts, html
from dashboard.marts import Row
from dashboard.texts import text
from dashboard.vega import Style
from dashboard.view import SMALL, Chart, Column, Section, View, domain_of, some

PARTS, LIFECYCLE = "marts.top_failure_parts", "marts.lifecycle_cost"

# A ranking: its rank, what it counts, its unit, and what is drawn beside the bar.
RANKINGS = (
    ("count", "rank_by_count", "failure_events", "count", None, None),
    (
        "rate",
        "rank_by_rate",
        "failures_per_1000_unit_months",
        "",
        ("lower_95", "upper_95"),
        "benchmark_rate",
    ),
    ("cost", "rank_by_cost", "job_cost_amount", "reporting currency", None, None),
)


def failing_parts(view: View) -> Section:
    """The first ten by count, by rate and by cost, over the last twelve months."""
    line = view.scope if view.scope_type == "product_line" else "all"
    rows = view.marts.rows(PARTS, product_line=line, window="12m")
    tabs = [tab for tab in (_ranking(view, rows, *kind) for kind in RANKINGS) if tab]
    if not tabs:
        return Section("parts", PARTS, nodata=view.nodata(PARTS))
    unnamed = [row for row in rows if row["part_no"] == "unknown"]
    return Section("parts", PARTS, parts={"tabs": tabs, "unnamed": unnamed})


def _ranking(
    view: View,
    rows: list[Row],
    name: str,
    rank: str,
    column: str,
    unit: str,
    band: tuple[str, str] | None,
    benchmark: str | None,
) -> tuple[str, Chart] | None:
    ranked = [row for row in rows if row[rank] is not None and row[rank] <= 10]
    ranked = sorted((row for row in ranked if row[column] is not None), key=lambda row: row[rank])
    if not ranked:
        return None
    alt = text(f"alt.parts_{name}", view.lang).format(
        first=ranked[0]["part_name"], value=view.style.words(ranked[0], column, unit)
    )
    svg = charts.ranked_bars(
        ranked, column, unit, "part_name", view.style, alt, band=band, benchmark=benchmark
    )
    columns = [Column("failure_events", "count")]
    if name != "cost":
        columns += [Column("unit_months", "count"), Column("failures_per_1000_unit_months")]
    if name == "rate":
        columns += [Column("lower_95"), Column("upper_95"), Column("benchmark_ratio", "multiple")]
    columns.append(Column("job_cost_amount", "reporting currency"))

    def head(row: Row) -> Markup:
        flag = ""
        if row["exceeds_3x_benchmark"]:
            flag = Markup(' <em class="flag">{}</em>').format(text("parts.exceeds", view.lang))
        number = Markup(" <small>{}</small>").format(html.said(row, "part_no"))
        return html.said(row, "part_name") + number + flag

    return name, Chart(svg, view.table(ranked, "column.part", head, columns))


def lifecycle(view: View, link: dict[str, str]) -> Section:
    """Cost per unit by year in service; for the company each line's oldest cohort."""
    lines = [view.scope] if view.scope_type == "product_line" else view.marts.scopes("product_line")
    cohorts = {line: _cohorts(view, line) for line in lines}
    cohorts = {line: found for line, found in cohorts.items() if found}
    if not cohorts:
        return Section("lifecycle", LIFECYCLE, nodata=view.nodata(LIFECYCLE))
    if view.scope_type == "company":
        cohorts = {line: dict([next(iter(found.items()))]) for line, found in cohorts.items()}
    costs = [r["cumulative_cost_per_unit"] for f in cohorts.values() for c in f.values() for r in c]
    domain = domain_of(costs) if len(cohorts) > 1 else None
    drawn = [_age_chart(view, line, f, domain, link.get(line, "")) for line, f in cohorts.items()]
    return Section(
        "lifecycle", LIFECYCLE, parts={"charts": drawn, "against": _against(view, cohorts)}
    )


def _cohorts(view: View, line: str) -> dict[int, list[Row]]:
    """Rows by year of sale, oldest first; years without a unit at risk are left out."""
    found: dict[int, list[Row]] = {}
    for row in view.marts.rows(LIFECYCLE, product_line=line):
        if row["cumulative_cost_per_unit"] is not None or some(
            [row], "cumulative_cost_per_unit_forecast"
        ):
            found.setdefault(row["sale_year"], []).append(row)
    return {
        year: sorted(rows, key=lambda row: row["year_in_service"])
        for year, rows in sorted(found.items())
    }


def _age_chart(
    view: View,
    line: str,
    cohorts: dict[int, list[Row]],
    domain: tuple[float, float] | None,
    link: str,
) -> Chart:
    column, money = "cumulative_cost_per_unit", "reporting currency"
    forecast = "cumulative_cost_per_unit_forecast"
    name = view.plain_name("product_line", line)
    rows = [row for found in cohorts.values() for row in found]
    alt = text("alt.lifecycle", view.lang).format(
        scope=name, cohorts=", ".join(str(year) for year in cohorts)
    )
    style = view.style if domain is None else Style(view.lang, view.marts.currency, **SMALL)
    series = {str(year): found for year, found in cohorts.items()}
    svg = charts.by_age(
        series,
        column,
        money,
        style,
        alt,
        age="year_in_service",
        modelled=forecast,
        domain=domain,
    )
    columns = [
        *(
            Column("units_sold", "count"),
            Column("cost_per_unit_year", money),
            Column(column, money),
        ),
        Column("manufacturing_cost_per_unit", money),
        Column(forecast, money, estimate=None),
        Column("cost_to_manufacturing_ratio", "share", estimate=None),
    ]

    def head(row: Row) -> Markup:
        shown = view.t(
            "lifecycle.cohort",
            sold=html.said(row, "sale_year"),
            age=html.said(row, "year_in_service"),
        )
        if row["is_complete"]:
            return shown
        return shown + Markup(' <em class="running">{}</em>').format(
            text("period.incomplete", view.lang)
        )

    table = view.table(rows, "column.cohort", head, columns)
    title = view.name_of("product_line", line)
    return Chart(svg, table, title, link if line != view.scope else "")


def _against(view: View, cohorts: dict[str, dict[int, list[Row]]]) -> Chart | None:
    """Each cohort's cost until its last complete year, beside what a unit cost to make."""
    chosen: dict[str, Row] = {}
    for line, found in cohorts.items():
        for year, rows in found.items():
            whole = [row for row in rows if row["is_complete"]]
            if whole and some(whole, "manufacturing_cost_per_unit"):
                name = view.plain_name("product_line", line)
                chosen[name if len(cohorts) > 1 else str(year)] = whole[-1]
    if not chosen:
        return None
    money = "reporting currency"
    columns = {
        column: text(f"col.{column}", view.lang)
        for column in ("manufacturing_cost_per_unit", "cumulative_cost_per_unit")
    }
    alt = text("alt.against", view.lang).format(names=", ".join(chosen))
    svg = charts.paired_bars(chosen, columns, money, view.style, alt)

    def head(row: Row) -> Markup:
        return (
            view.name_of("product_line", row["product_line"])
            + Markup(" · ")
            + view.t(
                "lifecycle.cohort",
                sold=html.said(row, "sale_year"),
                age=html.said(row, "year_in_service"),
            )
        )

    table = view.table(
        chosen.values(), "column.cohort", head, [Column(column, money) for column in columns]
    )
    return Chart(svg, table)
