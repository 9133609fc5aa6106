"""The headline metrics of a scope: the last complete period, its change, target and trend."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dashboard import html, numbers
from dashboard.marts import Row
from dashboard.numbers import PERIODS
from dashboard.svg import sparkline
from dashboard.texts import text
from dashboard.view import Section, View

RELATION = "marts.aftersales_value_dashboard"

# The first screen: four metrics of cost and quality, four of what service is worth.
TILES = (
    "after_sales_cost_amount",
    "after_sales_cost_per_unit_year",
    "warranty_cost_ratio_net",
    "failures_per_1000_unit_months",
    "service_external_revenue_amount",
    "service_external_margin_amount",
    "nps_relationship",
    "referred_profit_amount",
)


@dataclass(frozen=True)
class Standing:
    """One metric over one length of period."""

    kind: str
    row: Row | None
    running: Row | None
    is_compared: bool
    spark: Markup
    trend: list[Row]


@dataclass(frozen=True)
class Metric:
    """One metric of a scope: what it means, and how it stands by month, quarter and year.

    `row` is any of its rows: they share metric and scope.
    """

    metric: str
    row: Row
    name: str
    meaning: Row | None
    standings: list[Standing]

    @property
    def is_estimate(self) -> bool:
        """True when its figures rest on a model or an assumption."""
        rows = [standing.row for standing in self.standings if standing.row]
        return any(row["evidence_grade"] in html.ESTIMATES for row in rows)

    def alike(self, cell: str) -> bool:
        """True when a cell of the table of metrics says the same for every length of period."""
        rows = [standing.row for standing in self.standings]
        if None in rows:
            return False
        if cell == "target":
            return all(row["target_value"] is None for row in rows)
        if cell == "running":
            return not any(standing.running for standing in self.standings)
        known = all(row["value"] is not None and not row["has_low_n"] for row in rows)
        grades = {row["evidence_grade"] for row in rows} | {self.row["evidence_grade"]}
        return cell == "grade" and known and len(grades) == 1


def headline(view: View) -> Section:
    """Tiles, sentences and the table of every metric that the scope has."""
    metrics = {m.metric: m for m in _metrics(view)}
    if not metrics:
        return Section("headline", RELATION, nodata=view.nodata(RELATION))
    groups: dict[str, list[Metric]] = {}
    for metric in metrics.values():
        group = metric.meaning["metric_group"] if metric.meaning else "strategic"
        groups.setdefault(group, []).append(metric)
    parts = {
        "tiles": [metrics[name] for name in TILES if name in metrics],
        "groups": groups,
        "sentences": {kind: _sentence(view, kind) for kind in PERIODS},
        "shown": _first_shown(view),
    }
    return Section("headline", RELATION, parts=parts)


def _first_shown(view: View) -> str:
    whole = [kind for kind in ("quarter", "month", "year") if view.frames[kind].last]
    return whole[0] if whole else "month"


def _metrics(view: View) -> list[Metric]:
    rows = {metric: row for (metric, _, _), row in view.by_metric.items()}
    known = [name for name in view.marts.catalogue if name in rows]
    return [_metric(view, name, rows[name]) for name in known + sorted(set(rows) - set(known))]


def _metric(view: View, name: str, row: Row) -> Metric:
    meaning = view.marts.catalogue.get(name)
    told = meaning[f"name_{view.lang}"] if meaning else name.replace("_", " ")
    return Metric(name, row, told, meaning, [_standing(view, name, told, kind) for kind in PERIODS])


def _standing(view: View, name: str, told: str, kind: str) -> Standing:
    frame = view.frames[kind]
    row = view.metric(name, kind, frame.last)
    trend = [view.metric(name, kind, start) for start in frame.trend]
    found = [point for point in trend if point is not None]
    alt = ""
    if found:
        alt = text("alt.spark", view.lang).format(
            what=told,
            first=numbers.period(kind, found[0]["period_start"], view.lang),
            last=numbers.period(kind, found[-1]["period_start"], view.lang),
        )
    return Standing(
        kind=kind,
        row=row,
        running=view.metric(name, kind, frame.running),
        is_compared=bool(row is not None and row["change"] is not None and frame.before),
        spark=sparkline(
            [point["value"] if point is not None else None for point in trend],
            alt,
            estimate=bool(row is not None and row["evidence_grade"] in html.ESTIMATES),
        ),
        trend=found,
    )


def _sentence(view: View, kind: str) -> Markup:
    """What the period was like, in words; clauses without a figure are left out."""
    start = view.frames[kind].last
    if start is None:
        return view.t("period.none_complete")
    clauses = []
    for key, name, metric in (
        ("headline.cost", "cost", "after_sales_cost_amount"),
        ("headline.earned", "revenue", "service_external_revenue_amount"),
        ("headline.margin", "margin", "service_external_margin_amount"),
        ("headline.referred", "profit", "referred_profit_amount"),
        ("headline.nps", "nps", "nps_relationship"),
    ):
        row = view.metric(metric, kind, start)
        if row is None or row["value"] is None:
            continue
        figure = Markup("<span {}>{}</span>").format(
            html.place(row), view.fig(row, "value", row["unit"])
        )
        clauses.append(view.t(key, **{name: figure}))
    when = view.t("headline.when", period=view.period(kind, start))
    if not clauses:
        return when + view.t("headline.nothing") + view.t("headline.stop")
    return when + view.t("headline.joint").join(clauses) + view.t("headline.stop")
