"""Sections on cost over time: the warranty ratio by product line, and trends of any metric."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from dashboard import charts, html
from dashboard.marts import Row
from dashboard.texts import text
from dashboard.vega import Style
from dashboard.view import SMALL, Chart, Column, Section, View, domain_of, some

RATIO, RATIO_YEARLY = "marts.warranty_cost_ratio", "marts.warranty_cost_ratio_yearly"
_MONTHS_SHOWN, _QUARTERS_SHOWN, _YEARS_SHOWN = 36, 12, 4


def warranty(view: View, link: dict[str, str]) -> Section:
    """The ratio over twelve months by product line, and the report by year."""
    lines = [view.scope] if view.scope_type == "product_line" else view.marts.scopes("product_line")
    found = {line: _ratio_rows(view, line) for line in lines}
    column = "trailing_12m_ratio_net"
    if not any(some(rows, column) for rows in found.values()):
        column = "warranty_cost_ratio_net"
    found = {line: rows for line, rows in found.items() if some(rows, column)}
    if not found:
        return Section("warranty", RATIO, nodata=view.nodata(RATIO))
    domain = domain_of([row[column] for rows in found.values() for row in rows])
    drawn = [
        _ratio_chart(view, line, rows, column, domain, link.get(line, ""))
        for line, rows in found.items()
    ]
    parts = {"charts": drawn, "yearly": _yearly(view, lines)}
    return Section("warranty", RATIO, parts=parts)


def _ratio_rows(view: View, line: str) -> list[Row]:
    return view.marts.rows(RATIO, product_line=line)[-_MONTHS_SHOWN:]


def _ratio_chart(
    view: View,
    line: str,
    rows: list[Row],
    column: str,
    domain: tuple[float, float],
    link: str,
) -> Chart:
    name = view.plain_name("product_line", line)
    alt = view.alt(
        f"{text(f'col.{column}', view.lang)}, {name}", rows, column, "share", "month", "month_start"
    )
    style = Style(view.lang, view.marts.currency, **SMALL)
    svg = charts.trend(
        rows,
        column,
        "share",
        style,
        alt,
        time="month_start",
        kind="month",
        as_of=view.marts.as_of,
        domain=domain,
    )
    money = "reporting currency"
    parts = ("warranty_cost_net_amount", "revenue_amount")
    if column == "trailing_12m_ratio_net":
        parts = (f"{column}_numerator", f"{column}_denominator")
    columns = [Column(column, "share"), Column(parts[0], money), Column(parts[1], money)]
    head = view.when_head("month", "month_start")
    table = view.table(reversed(rows), "column.month", head, columns)
    last = next(row for row in reversed(rows) if row[column] is not None)
    told = Markup("<span {}>{} <small>{}</small></span>").format(
        html.place(last), view.fig(last, column, "share"), head(last)
    )
    title = view.name_of("product_line", line)
    return Chart(svg, table, title, link if line != view.scope else "", told)


def _yearly(view: View, lines: list[str]) -> list:
    """One table per year, the newest first: the finance report."""
    wanted = {*lines, *(["all"] if view.scope_type == "company" else [])}
    rows = [row for row in view.marts.rows(RATIO_YEARLY) if row["product_line"] in wanted]
    years = sorted({row["year_start"] for row in rows}, reverse=True)[:_YEARS_SHOWN]
    money = "reporting currency"
    columns = (
        *(Column("revenue_amount", money), Column("warranty_cost_gross_amount", money)),
        *(Column("supplier_recovery_amount", money), Column("warranty_cost_net_amount", money)),
        *(Column("warranty_cost_ratio_net", "share"), Column("accrual_ratio", "share")),
    )

    def head(row: Row) -> Markup:
        return view.name_of("product_line", row["product_line"])

    tables = []
    for year in years:
        chosen = [row for row in rows if row["year_start"] == year]
        chosen.sort(key=lambda row: (row["product_line"] != "all", *_by_name(row["product_line"])))
        title = view.when_head("year", "year_start")(chosen[0])
        whole = chosen[0]["is_complete"]
        tables.append((title, view.table(chosen, "column.product_line", head, columns), whole))
    return tables


def _by_name(name: str) -> tuple[bool, str]:
    return name == "unknown", name


def metric_trends(view: View, metrics: tuple[str, ...]) -> Section:
    """Quarterly charts of headline metrics, for scopes that no other mart knows."""
    relation = "marts.aftersales_value_dashboard"
    drawn = []
    for name in metrics:
        rows = _quarters(view, name)
        if some(rows, "value"):
            drawn.append(_metric_chart(view, name, rows))
    if not drawn:
        return Section("trends", relation, nodata=view.nodata(relation))
    return Section("trends", relation, parts={"charts": drawn})


def _quarters(view: View, metric: str) -> list[Row]:
    frame = view.frames["quarter"]
    starts: list[date] = [*frame.complete, *([frame.running] if frame.running else [])]
    found = (view.metric(metric, "quarter", start) for start in starts[-_QUARTERS_SHOWN:])
    return [row for row in found if row is not None]


def _metric_chart(view: View, metric: str, rows: list[Row]) -> Chart:
    unit = rows[0]["unit"]
    name = view.metric_name(metric)
    alt = view.alt(name.striptags(), rows, "value", unit, "quarter", "period_start")
    svg = charts.trend(
        rows,
        "value",
        unit,
        view.style,
        alt,
        time="period_start",
        kind="quarter",
        as_of=view.marts.as_of,
        target="target_value",
    )
    columns = [
        Column("value", unit, estimate=None),
        *(Column("numerator"), Column("denominator"), Column("target_value", unit)),
    ]
    head = view.when_head("quarter", "period_start")
    return Chart(svg, view.table(reversed(rows), "column.quarter", head, columns), name)
