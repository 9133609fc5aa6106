"""Section on how failures come with age: per thousand units by months in service, and Weibull."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import charts_modelled, html
from dashboard.marts import Row
from dashboard.texts import text
from dashboard.vega import Style
from dashboard.view import SMALL, Chart, Column, Section, Table, View, domain_of

AGES, LIVES = "marts.failure_rate_by_age", "marts.life_distributions"
PER_THOUSAND = "failures per 1,000 units"
_MODELS_SHOWN, _LIVES_SHOWN = 9, 10
# The months whose row closes a quarter of service: row 2 holds all until the third month is over.
_QUARTER = 3


def reliability(view: View) -> Section:
    """A small chart per model with its interval, and the parts whose lives could be fitted."""
    models = _models(view)
    lives = _lives(view)
    if not models and not lives:
        return Section("reliability", AGES, nodata=view.nodata(AGES))
    domain = domain_of([row["upper_95"] for rows in models.values() for row in rows])
    oldest = max((rows[-1]["months_in_service"] for rows in models.values()), default=0)
    parts = {
        "charts": [_age_chart(view, rows, domain, oldest) for rows in models.values()],
        "nodata": "" if models else view.nodata(AGES),
        "lives": lives,
        "lives_nodata": "" if lives else view.nodata(LIVES),
    }
    return Section("reliability", AGES, parts=parts, others=(LIVES,))


def _models(view: View) -> dict[str, list[Row]]:
    """Rows of all failure modes by model: of the page's line, those with most failures."""
    found: dict[str, list[Row]] = {}
    for row in sorted(
        view.marts.rows(AGES, failure_mode="all"), key=lambda row: row["months_in_service"]
    ):
        is_shown = row["months_in_service"] % _QUARTER == _QUARTER - 1 and not row["has_low_n"]
        if is_shown and row["r1000"] is not None:
            found.setdefault(row["model"], []).append(row)
    kept = [model for model in found if view.has_model(model)]
    kept.sort(key=lambda model: (-max(row["cohort_events"] for row in found[model]), model))
    return {model: found[model] for model in sorted(kept[:_MODELS_SHOWN])}


def _age_chart(view: View, rows: list[Row], domain: tuple[float, float], oldest: int) -> Chart:
    alt = text("alt.by_months", view.lang).format(
        scope=rows[0]["model"],
        a=view.style.words(rows[0], "r1000", PER_THOUSAND),
        b=view.style.words(rows[-1], "r1000", PER_THOUSAND),
    )
    svg = charts_modelled.by_months(
        rows,
        "r1000",
        PER_THOUSAND,
        Style(view.lang, view.marts.currency, **SMALL),
        alt,
        age="months_in_service",
        band=("lower_95", "upper_95"),
        oldest=oldest,
        domain=domain,
    )
    columns = [
        *(Column("r1000"), Column("lower_95"), Column("upper_95")),
        *(Column("cohort_events", "count"), Column("cohort_units", "count")),
        Column("survival", "share"),
    ]
    table = view.table(
        rows,
        "column.months",
        lambda row: view.t("reliability.month", month=html.said(row, "months_in_service")),
        columns,
    )
    last = rows[-1]
    told = Markup("<span {}>{} <small>{}</small></span>").format(
        html.place(last),
        view.fig(last, "r1000", ""),
        view.t("reliability.month", month=html.said(last, "months_in_service")),
    )
    title = Markup("<span {}>{}</span>").format(html.place(last), html.said(last, "model"))
    return Chart(svg, table, title, "", told)


def _lives(view: View) -> Table | None:
    """Fitted parts with most failures; ages are completed months, which `exact` fits best."""
    rows = [
        row
        for row in view.marts.rows(LIVES, convention="exact", fit_status="fitted")
        if view.has_model(row["model"])
    ]
    rows.sort(key=lambda row: (-row["failures"], row["model"], row["part_no"]))
    if not rows:
        return None

    def head(row: Row) -> Markup:
        return html.said(row, "part_name") + Markup(" <small>{} · {}</small>").format(
            html.said(row, "part_no"), html.said(row, "model")
        )

    columns = [
        *(Column("failures", "count"), Column("suspensions", "count")),
        *(Column(name, "months", estimate=True) for name in ("b10", "mttf", "weibull_scale")),
        Column("weibull_shape", estimate=True),
    ]
    return view.table(rows[:_LIVES_SHOWN], "column.part", head, columns)
