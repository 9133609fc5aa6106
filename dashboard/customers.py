"""Sections on customers: who recommends, and the chain from service case to profit."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import charts, html
from dashboard.marts import Row
from dashboard.numbers import PERIODS
from dashboard.periods import last_complete
from dashboard.view import Chart, Column, Section, View, some

NPS, SUMMARY = "marts.nps", "marts.referral_value_summary"
CASES = "marts.service_case_value"
_QUARTERS_SHOWN, _CASES_SHOWN = 12, 5

# From what service gave to what came back, each a metric of the dashboard mart.
CHAIN = (
    "service_case_cost_amount",
    "referrals_made",
    "referrals_won",
    "referral_conversion_rate",
    "referred_revenue_amount",
    "referred_profit_amount",
    "service_case_benefit_cost_ratio",
)


def promoters(view: View) -> Section:
    """NPS by quarter with its interval, one chart per survey."""
    line = view.scope if view.scope_type == "product_line" else "all"
    drawn = []
    for survey in sorted({row["survey_type"] for row in view.marts.rows(NPS, product_line=line)}):
        rows = view.marts.rows(NPS, product_line=line, survey_type=survey)[-_QUARTERS_SHOWN:]
        if some(rows, "nps"):
            drawn.append(_nps_chart(view, survey, rows))
    if not drawn:
        return Section("nps", NPS, nodata=view.nodata(NPS))
    return Section("nps", NPS, parts={"charts": drawn})


def _nps_chart(view: View, survey: str, rows: list[Row]) -> Chart:
    name = view.w("survey", survey)
    alt = view.alt(f"NPS, {name}", rows, "nps", "points", "quarter", "quarter_start")
    svg = charts.trend(
        rows,
        "nps",
        "points",
        view.style,
        alt,
        time="quarter_start",
        kind="quarter",
        as_of=view.marts.as_of,
        band=("lower_95", "upper_95"),
    )
    columns = [
        *(Column("nps", "points"), Column("lower_95", "points"), Column("upper_95", "points")),
        *(
            Column("responses", "count"),
            Column("promoters", "count"),
            Column("passives", "count"),
            Column("detractors", "count"),
        ),
    ]
    head = view.when_head("quarter", "quarter_start")
    table = view.table(reversed(rows), "column.quarter", head, columns)
    start = last_complete(rows, "quarter_start", "quarter", view.marts.as_of)
    last = next((row for row in rows if row["quarter_start"] == start), rows[-1])
    told = Markup("<span {}>{} <small>{}</small></span>").format(
        html.place(last), view.fig(last, "nps", "points"), head(last)
    )
    return Chart(svg, table, name, "", told + (view.low_n if last["has_low_n"] else ""))


def referrals(view: View) -> Section:
    """What service cases cost, the referrals they prompted, and the profit that came back."""
    chain = {
        kind: [
            (name, row)
            for name in CHAIN
            if (row := view.metric(name, kind, view.frames[kind].last)) is not None
        ]
        for kind in PERIODS
    }
    cases = _cases(view)
    summary = _summary(view) if view.scope_type == "company" else None
    is_known = any(row["value"] is not None for rows in chain.values() for _, row in rows)
    if not is_known and not cases and not summary:
        return Section("referrals", SUMMARY, nodata=view.nodata(SUMMARY))
    parts = {"chain": chain, "cases": cases, "summary": summary}
    return Section("referrals", SUMMARY, parts=parts)


def _summary(view: View) -> tuple[Markup, list] | None:
    """The last complete quarter by how its referrers had answered, and the cost of customers."""
    rows = view.marts.rows(SUMMARY)
    start = last_complete(rows, "quarter_start", "quarter", view.marts.as_of)
    chosen = [row for row in rows if row["quarter_start"] == start]
    if not some(chosen, "referrals", "won", "referral_cac", "paid_cac"):
        return None
    money = "reporting currency"
    chosen.sort(key=lambda row: _category_order(row["referrer_nps_category"]))

    def head(row: Row) -> Markup:
        return Markup("{}").format(view.w("category", row["referrer_nps_category"]))

    counted = [
        *(Column("referrals", "count"), Column("prospects", "count"), Column("won", "count")),
        *(Column("conversion_rate", "share"), Column("revenue_amount", money)),
        *(Column("profit_amount", money, estimate=None),),
        Column("assumed_value_amount", money, estimate=None),
    ]
    acquired = [
        *(Column("referral_cost_amount", money), Column("referred_new_customers", "count")),
        *(Column("referral_cac", money), Column("marketing_amount", money)),
        *(
            Column("other_new_customers", "count"),
            Column("paid_cac", money),
            Column("cac_ratio", "multiple"),
        ),
    ]
    whole = [row for row in chosen if row["referrer_nps_category"] == "all"]
    tables = [
        view.table(chosen, "column.referrer", head, counted),
        view.table(whole, "column.referrer", head, acquired),
    ]
    return view.period("quarter", start), tables


def _category_order(category: str) -> int:
    order = ("all", "promoter", "passive", "detractor", "unknown")
    return order.index(category) if category in order else len(order)


def _cases(view: View):
    """The cases that brought most, of this page's scope."""
    rows = [
        row
        for row in view.marts.rows(CASES)
        if row["referred_profit_amount"] is not None
        and (view.scope_type != "product_line" or row["product_line"] == view.scope)
        and (view.scope_type != "region" or row["region_id"] == view.scope)
    ]
    rows.sort(key=lambda row: (-row["referred_profit_amount"], row["work_order_id"]))
    if not rows:
        return None
    money = "reporting currency"
    columns = [
        Column("case_cost_amount", money),
        *(Column("referred_buyers", "count"), Column("referred_revenue_amount", money)),
        Column("referred_profit_amount", money, estimate=None),
        Column("benefit_cost_ratio", "multiple", estimate=None),
    ]

    def head(row: Row) -> Markup:
        return html.said(row, "work_order_id") + Markup(" <small>{} · {} · {}</small>").format(
            html.day(row["opened_on"], view.lang),
            view.name_of("product_line", row["product_line"]),
            view.w("cost_basis", row["cost_basis"]),
        )

    return view.table(rows[:_CASES_SHOWN], "column.case", head, columns)
