"""The parts of the report in one language: every figure is a marked number of a mart's row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from dashboard import html, numbers
from dashboard.report_marts import Quarter, ReportRow
from dashboard.texts import text, word

TEXTS_FILE = Path(__file__).with_name("report_texts.yml")
MAIN_METRICS = (
    "after_sales_cost_amount",
    "warranty_cost_net_amount",
    "service_external_margin_amount",
    "failure_events",
    "referrals_won",
)
RATIOS = ("warranty_cost_ratio_net", "failures_per_1000_unit_months", "referral_conversion_rate")
ROLES = {
    "guardian": ("nps_relationship", "nps_transaction", "repair_jobs_closed"),
    "sentinel": ("failures_per_1000_unit_months", "failure_events", "warranty_cost_net_amount"),
    "shaper": (
        "referrals_made",
        "referrals_won",
        "referral_conversion_rate",
        "referred_profit_amount",
        "service_case_cost_amount",
        "service_case_benefit_cost_ratio",
    ),
}
LINES = ("service_result", "labor", "service_given", "parts_stock")
# Marts of later issues, whose figures the report has a place for.
LATER = (
    "customer_retention",
    "repurchase",
    "recall_exposure",
    "parts_availability_value",
    "review_agenda",
    "emerging_issues",
)
SHOWN_MEMBERS, SHOWN_PARTS, SHOWN_CASES, SHOWN_ISSUES = 4, 5, 5, 3


@cache
def report_texts() -> dict[str, dict[str, str]]:
    """The report's own fixed words by key and language."""
    return yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class ReportView:
    """One quarter in one language."""

    quarter: Quarter
    lang: str

    def t(self, key: str, **parts: Any) -> Markup:
        """A fixed text of the report, its places filled with marks."""
        return Markup(escape(report_texts()[key][self.lang])).format(**parts)

    def word(self, group: str, code: str | None) -> str:
        """The word for a code of the marts."""
        return word(group, code, self.lang)

    @property
    def name(self) -> Markup:
        """The quarter as a reader says it."""
        return html.period("quarter", self.quarter.start, self.lang)

    def figure(self, row: ReportRow | None, column: str, unit: str, **how: Any) -> Markup:
        """A marked number in its own place; without a row it is "no data yet"."""
        if row is None:
            return Markup('<span class="none">{}</span>').format(numbers.NO_DATA[self.lang])
        currency = self.quarter.build["reporting_currency"]
        told = html.figure(row, column, unit, self.lang, currency=currency, **how)
        return Markup("<span {}>{}</span>").format(html.place(row), told)

    def value(self, metric: str, column: str = "value", **how: Any) -> Markup:
        """A figure of the company in the quarter."""
        row = self.quarter.metric(metric)
        return self.figure(row, column, row["unit"] if row else "", **how)

    def metric_name(self, metric: str) -> str:
        """The metric's name in the language."""
        row = self.quarter.catalogue.get(metric)
        return row[f"name_{self.lang}"] if row else metric.replace("_", " ")

    def tile(self, metric: str) -> dict[str, Any]:
        """One figure of a role with its change, its interval and its target."""
        row = self.quarter.metric(metric)
        before = numbers.period("quarter", _before(self.quarter), self.lang)
        change = Markup("")
        if row is not None and row["value"] is not None:
            change = self.t("tile.first")
            if row["change"] is not None:
                told = self.value(metric, "change", signed=True)
                change = self.t("tile.change", change=told, before=before)
        return {
            "name": self.metric_name(metric),
            "value": self.value(metric),
            "change": change,
            "interval": self._interval(metric),
            "low_n": text("low_n", self.lang) if row is not None and row["has_low_n"] else "",
            "target": self.t("tile.target", value=self.value(metric, "target_value"))
            if row is not None and row["target_value"] is not None
            else "",
        }

    def _interval(self, metric: str) -> Markup | str:
        rows = self.quarter.rows("marts.nps", product_line="all", survey_type=metric)
        if not rows or rows[0]["lower_95"] is None:
            return ""
        low, high = (self.figure(rows[0], name, "points") for name in ("lower_95", "upper_95"))
        count = self.figure(rows[0], "responses", "answers")
        return self.t("tile.interval", low=low, high=high, n=count)

    def roles(self) -> list[dict[str, Any]]:
        """The three roles with their tiles."""
        return [
            {
                "name": self.t(f"role.{role}"),
                "lead": self.t(f"role.{role}.lead"),
                "code": role,
                "tiles": [self.tile(metric) for metric in metrics],
            }
            for role, metrics in ROLES.items()
        ]

    def retention(self) -> Markup:
        """Retention where its mart has the quarter, else "no data yet"."""
        rows = self.quarter.rows("marts.customer_retention")
        if not rows or rows[0].get("nrr") is None:
            return self.figure(None, "nrr", "share")
        told = [
            self.t(f"role.{name}", value=self.figure(rows[0], name, "share"))
            for name in ("nrr", "grr")
        ]
        return Markup(", ").join(told)

    def restatement(self) -> list[dict[str, Any]]:
        """Both views of each line, side by side."""
        return [
            {
                "line": self.word("line", line),
                "cost": self._view(line, "cost_centre"),
                "value": self._view(line, "value_centre"),
            }
            for line in LINES
        ]

    def _view(self, line: str, view: str) -> list[dict[str, Any]]:
        rows = self.quarter.rows("marts.value_restatement", line=line, view=view)
        return [
            {
                "name": row[f"name_{self.lang}"],
                "definition": row[f"definition_{self.lang}"],
                "value": self.figure(
                    row, "amount", row["unit"], signed=row["uplift_type"] == "change"
                ),
                "told": [
                    self.word("restated_period", row["period"]),
                    self.word("uplift", row["uplift_type"]),
                    self.word("basis", row["value_basis"]),
                    self.word("grade", row["evidence_grade"]),
                ],
            }
            for row in sorted(rows, key=lambda row: row["sort_order"])
        ]

    def member(self, dimension: str, code: str) -> str:
        """The name of a product line, region or part."""
        if code == "supplier_recoveries":
            return str(self.t("why.recoveries"))
        if code == "unknown":
            return self.word("scope", "unknown")
        if dimension == "part" and code in self.quarter.parts:
            return f"{self.quarter.parts[code]['part_name']} ({code})"
        if dimension == "region" and code in self.quarter.regions:
            return self.quarter.regions[code]["region_name"]
        return code.replace("_", " ")

    def case_rows(self, rows: Iterable[ReportRow]) -> list[dict[str, Any]]:
        """Service cases as cells; no column of a person is among them."""
        return [
            {
                "job": html.said(row, "work_order_id"),
                "place": html.place(row),
                "where": self.t(
                    "cases.of",
                    line=row["product_line"].replace("_", " "),
                    region=self.member("region", row["region_id"]),
                ),
                "cost": self.figure(row, "case_cost_amount", "reporting currency", estimate=False),
                "basis": self.word("cost_basis", row["cost_basis"]),
                "buyers": self.figure(row, "referred_buyers", "customers", estimate=False),
                "profit": self.figure(row, "referred_profit_amount", "reporting currency"),
                "ratio": self.figure(row, "benefit_cost_ratio", "multiple"),
            }
            for row in rows
        ]

    def assumptions(self) -> list[dict[str, Any]]:
        """Every figure that rests on an assumption, with the assumption."""
        rows = self.quarter.rows("marts.assumptions_in_force")
        return [
            {
                "metric": self.metric_name(row["metric"]),
                "figure": self.value(row["metric"]),
                "assumption": self._assumption(row["assumption"]),
                "value": self.figure(row, "value", row["unit"] or "", estimate=False),
                "since": html.day(row["valid_from"], self.lang)
                if row["valid_from"].year > 1900
                else "",
                "whose": self.t("assumed.default" if row["is_default"] else "assumed.company"),
                "source": row["source"] or "",
            }
            for row in rows
        ]

    def _assumption(self, name: str) -> str:
        known = report_texts().get(f"assumption.{name}")
        return known[self.lang] if known else name.replace("_", " ")


def _before(quarter: Quarter) -> Any:
    start = quarter.start
    return (
        start.replace(year=start.year - 1, month=10)
        if start.month == 1
        else start.replace(month=start.month - 3)
    )
