"""Section on the warranty reserve: what stands in it, and what the units sold will still cost."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from dashboard import charts, charts_modelled, html
from dashboard.marts import Row
from dashboard.numbers import is_complete
from dashboard.periods import last_complete
from dashboard.texts import text
from dashboard.vega import Style
from dashboard.view import SMALL, Chart, Column, Section, View, domain_of, some

RESERVE, FORECAST = "marts.warranty_reserve", "marts.warranty_forecast"
MONEY = "reporting currency"
_MONTHS_SHOWN, _QUARTERS_SHOWN = 24, 12

# From opening to closing, in the order of the roll-forward; then what was paid beside it.
MOVED = ("accrual_amount", "preexisting_amount", "settlement_amount", "fx_other_amount")
PAID = ("claims_paid_amount", "difference_amount")


def reserve(view: View, link: dict[str, str]) -> Section:
    """The roll-forward of the newest whole month, the closing over time, and the forecast."""
    line = view.scope if view.scope_type == "product_line" else "all"
    rows = view.marts.rows(RESERVE, product_line=line)
    start = last_complete(rows, "month_start", "month", view.marts.as_of)
    newest = next((row for row in rows if row["month_start"] == start), None)
    forecast = _forecasts(view, link)
    if newest is None and not forecast:
        return Section("reserve", RESERVE, nodata=view.nodata(RESERVE))
    parts = {
        "newest": newest,
        "moved": MOVED,
        "paid": PAID,
        "chart": _closing(view, line, rows) if newest else None,
        "lines": _lines(view, start) if newest and view.scope_type == "company" else None,
        "nodata": "" if newest else view.nodata(RESERVE),
        "forecast": forecast,
        "forecast_nodata": "" if forecast else view.nodata(FORECAST),
    }
    return Section("reserve", RESERVE, parts=parts, others=(FORECAST,))


def _columns() -> list[Column]:
    return [
        Column("opening_amount", MONEY),
        *(Column(name, MONEY, signed=True) for name in MOVED),
        Column("closing_amount", MONEY),
        Column("claims_paid_amount", MONEY),
        Column("difference_amount", MONEY, signed=True),
    ]


def _closing(view: View, line: str, rows: list[Row]) -> Chart:
    rows = [row for row in rows if is_complete("month", row["month_start"], view.marts.as_of)]
    rows = rows[-_MONTHS_SHOWN:]
    what = f"{text('col.closing_amount', view.lang)}, {view.plain_name('product_line', line)}"
    alt = view.alt(what, rows, "closing_amount", MONEY, "month", "month_start")
    svg = charts.trend(
        rows,
        "closing_amount",
        MONEY,
        view.style,
        alt,
        time="month_start",
        kind="month",
        as_of=view.marts.as_of,
    )
    head = view.when_head("month", "month_start")
    table = view.table(reversed(rows), "column.month", head, _columns())
    return Chart(svg, table, text("section.closing", view.lang))


def _lines(view: View, start: date | None):
    rows = view.marts.rows(RESERVE, month_start=start)
    rows.sort(key=lambda row: (row["product_line"] == "unknown", row["product_line"]))
    return view.table(
        [row for row in rows if row["product_line"] != "all"],
        "column.product_line",
        lambda row: view.name_of("product_line", row["product_line"]),
        _columns(),
    )


def _forecasts(view: View, link: dict[str, str]) -> list[Chart]:
    """Cost to date and at the end by quarter of sale, a small chart per product line."""
    lines = [view.scope] if view.scope_type == "product_line" else view.marts.scopes("product_line")
    found = {line: view.marts.rows(FORECAST, product_line=line) for line in lines}
    found = {
        line: rows[-_QUARTERS_SHOWN:]
        for line, rows in found.items()
        if some(rows, "cost_to_date_amount", "ultimate_amount")
    }
    return [_forecast(view, line, rows, link.get(line, "")) for line, rows in found.items()]


def _forecast(view: View, line: str, rows: list[Row], link: str) -> Chart:
    name = view.plain_name("product_line", line)
    band = ("lower_95", "upper_95")
    columns = ("cost_to_date_amount", "ultimate_amount")
    alt = text("alt.forecast", view.lang).format(scope=name)
    svg = charts_modelled.developing(
        rows,
        columns,
        MONEY,
        Style(view.lang, view.marts.currency, **SMALL),
        alt,
        time="sale_quarter",
        band=band,
        domain=domain_of([row[c] for row in rows for c in (*columns, band[1])]),
    )
    cells = [
        Column("cost_to_date_amount", MONEY),
        Column("ibnr_amount", MONEY, estimate=True),
        Column("mack_standard_error", MONEY, estimate=True),
        Column("ultimate_amount", MONEY, estimate=True),
        *(Column(name, MONEY, estimate=True) for name in band),
        Column("vintage_ratio", "share", estimate=True),
        Column("provision_amount", MONEY, estimate=True),
    ]
    table = view.table(
        reversed(rows), "column.sale_quarter", view.when_head("quarter", "sale_quarter"), cells
    )
    title = view.name_of("product_line", line)
    told = _total(view, rows[-1])
    return Chart(svg, table, title, link if line != view.scope else "", told)


def _total(view: View, row: Row) -> Markup:
    """The line's sum of what the chain ladder expects still to come, and the error of that sum."""
    shown = [c for c in ("ibnr_total_amount", "total_standard_error") if row[c] is not None]
    figures = Markup(" · ").join(
        Markup("<small>{}</small> {}").format(
            text(f"col.{column}", view.lang), view.fig(row, column, MONEY, estimate=True)
        )
        for column in shown
    )
    return Markup("<span {}>{}</span>").format(html.place(row), figures) if shown else Markup("")
