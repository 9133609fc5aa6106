"""Lifecycle cost reckoned a second way: day by day, in fractions, from the raw rows.

Written from the marts page alone and slow on purpose; it serves only small companies whose
regions lie in UTC and whose sales are never returned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
Rows = list[dict]
Cell = tuple[str, int, int]  # product line, sale year, year in service


@dataclass
class Reckoning:
    """What the marts must show: amounts in the reporting currency, exposure in unit-years."""

    costs: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    unit_years: dict[Cell, float] = field(default_factory=lambda: defaultdict(float))
    sides: Counter = field(default_factory=Counter)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def year_in_service(in_service: date, on: date) -> int:
    months = 12 * (on.year - in_service.year) + on.month - in_service.month
    return (months - (on.day < in_service.day)) // 12 + 1


def largest_remainder(amount: Decimal, weights: dict[tuple, int]) -> dict[tuple, Decimal]:
    """Split to the cent by whole-number weights; cents left over by remainder, ties by key."""
    cents, whole = int(amount / CENT), sum(weights.values())
    exact = {key: Fraction(cents * weight, whole) for key, weight in weights.items()}
    parts = {key: share.__floor__() for key, share in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in order[: cents - sum(parts.values())]:
        parts[key] += 1
    return {key: part * CENT for key, part in parts.items()}


class Company:
    """The raw rows of one company, as of a date, with their references resolved."""

    def __init__(self, tables: dict[str, Rows], as_of: date) -> None:
        self.tables, self.as_of = tables, as_of
        self.products = {row["product_id"]: row for row in tables["warranty.products"]}
        self.units = {row["unit_id"]: row for row in tables["warranty.units"]}
        self.centers = {row["service_center_id"]: row for row in tables["service.service_centers"]}
        self.jobs = {row["work_order_id"]: row for row in tables["service.work_orders"]}
        self.own_lines = {
            row["product_line"] for row in self.products.values() if row["is_own_brand"] == "true"
        }
        self.other_lines = {r["product_line"] for r in self.products.values()} - self.own_lines
        self.ledger_months = {
            row["posted_on"][:7] for row in tables["finance.service_costs"] if self.counts(row)
        }

    def counts(self, row: dict) -> bool:
        return day(row["posted_on"]) <= self.as_of

    def reporting(self, amount: object, currency: str, on: date) -> Decimal:
        rates = [
            (row["rate_on"], row["rate"])
            for row in self.tables["finance.exchange_rates"]
            if row["from_currency"] == currency and day(row["rate_on"]) <= on
        ]
        rate = Decimal(1) if currency == "CNY" else Decimal(str(max(rates)[1]))
        return (Decimal(str(amount)) * rate).quantize(CENT, ROUND_HALF_UP)

    def product_of(self, unit_id: str | None) -> dict:
        return self.products.get(self.units.get(unit_id, {}).get("product_id"), {})

    def region_of(self, row: dict) -> str:
        center = self.centers.get(row.get("service_center_id"), {})
        unit = self.units.get(row.get("unit_id"), {})
        return center.get("region_id") or unit.get("region_id") or "unknown"

    def place(self, unit_id: str | None, product: dict, on: date) -> str | Cell:
        """The cell of a claim or job, or the name of the place outside the cohorts."""
        if product.get("is_own_brand") == "false":
            return "other_brand"
        if self.product_of(unit_id).get("is_own_brand") != "true":
            return "no_unit"
        in_service = day(self.units[unit_id].get("in_service_on"))
        if in_service is None or in_service > self.as_of or on < in_service:
            return "before_service"
        year = year_in_service(in_service, on)
        return (product["product_line"], in_service.year, year) if year <= 5 else "after_year_5"

    def unit_days(self) -> dict[str, Counter]:
        """Days in the field by month, keyed by product line, sale year, year and region."""
        days: dict[str, Counter] = defaultdict(Counter)
        for unit_id, unit in self.units.items():
            on, product = day(unit.get("in_service_on")), self.product_of(unit_id)
            if on is None or product.get("is_own_brand") != "true":
                continue
            in_service, left = on, day(unit.get("status_on")) or date.max
            while on <= self.as_of and on < left:
                year = min(year_in_service(in_service, on), 6)
                region = unit.get("region_id") or "unknown"
                days[f"{on:%Y-%m}"][product["product_line"], in_service.year, year, region] += 1
                days[f"year of {unit_id}"][product["product_line"], in_service.year, year] += 1
                on += timedelta(days=1)
        return days


def traced(company: Company) -> list[tuple[str, str, str, Decimal]]:
    """Cost of jobs with a unit and no counting claim: job, component, month, amount."""
    tables, rows = company.tables, []
    claimed = {c["work_order_id"] for c in tables["warranty.claims"] if c["status"] == "approved"}
    chosen = {
        key
        for key, job in company.jobs.items()
        if job["unit_id"] in company.units
        and key not in claimed
        and day(job["opened_at"]) <= company.as_of
    }
    with_lines = set()
    for cost in tables["service.work_order_costs"]:
        on, job_id = day(cost["incurred_on"]), cost["work_order_id"]
        if cost["cost_basis"] == "list_price_forgone" or on > company.as_of:
            continue
        with_lines.add(job_id)
        component = "parts" if cost["cost_type"] == "parts" else "field_service"
        amount = company.reporting(cost["amount"], cost["currency"], on)
        rows.append((job_id, component, f"{on:%Y-%m}", amount))
    for visit in tables["service.visits"]:
        on = day(visit["arrived_at"])
        if visit["work_order_id"] not in with_lines and on <= company.as_of:
            for name in ("labor_cost", "travel_cost"):
                amount = company.reporting(visit[name], visit["currency"], on)
                rows.append((visit["work_order_id"], "field_service", f"{on:%Y-%m}", amount))
    parts = {row["part_no"]: row for row in tables["parts.parts"]}
    signs = {"issue": 1, "return": -1}
    for move in tables["parts.movements"]:
        on, part = day(move["moved_at"]), parts[move["part_no"]]
        sign = signs.get(move["movement_type"])
        if sign and move["work_order_id"] not in with_lines and on <= company.as_of:
            cost = Decimal(str(part["standard_cost"])) * move["quantity"] * sign
            amount = company.reporting(cost, part["currency"], on)
            rows.append((move["work_order_id"], "parts", f"{on:%Y-%m}", amount))
    return [row for row in rows if row[0] in chosen]


def reckon(tables: dict[str, Rows], as_of: date) -> Reckoning:
    """Lifecycle cost of a company, and the sides of its reconciliation."""
    company, result = Company(tables, as_of), Reckoning()
    # what the ledger has not explained yet, by month, line and region
    open_amounts: Counter = Counter()

    def put(component: str, cell: str | Cell, amount: Decimal) -> None:
        if isinstance(cell, str):
            result.sides[cell] += amount
        else:
            result.costs[component][cell] += amount
            result.sides["in_cohorts"] += amount

    for row in tables["finance.service_costs"]:
        if company.counts(row):
            amount = company.reporting(row["amount"], row["currency"], day(row["posted_on"]))
            result.sides["service_ledger"] += amount
            line = row["product_line"] or "unknown"
            region = row["region_id"] or company.region_of(row)
            open_amounts[row["posted_on"][:7], line, region] += amount
    lines = {
        row["claim_id"]: row for row in tables["warranty.claim_lines"] if row["line_type"] != "tax"
    }
    for claim in tables["warranty.claims"]:
        posted = day(claim["posted_on"])
        if claim["status"] != "approved" or posted is None or posted > as_of:
            continue
        amount = company.reporting(
            lines[claim["claim_id"]]["approved_amount"], claim["currency"], posted
        )
        product = company.product_of(claim["unit_id"]) or company.products.get(
            claim["product_id"], {}
        )
        put("warranty", company.place(claim["unit_id"], product, day(claim["failed_on"])), amount)
        result.sides["warranty_ledger"] += amount
        job = company.jobs.get(claim["work_order_id"], {})
        repaired_by = claim["service_center_id"] or job.get("service_center_id")
        operator = company.centers.get(repaired_by, {}).get("operator")
        if operator == "own" and f"{posted:%Y-%m}" in company.ledger_months:
            result.sides["own_claims"] += amount
            line = product.get("product_line", "unknown")
            region = company.region_of({**claim, "service_center_id": repaired_by})
            open_amounts[f"{posted:%Y-%m}", line, region] -= amount
    for job_id, component, month, amount in traced(company):
        job = company.jobs[job_id]
        product = company.product_of(job["unit_id"])
        put(component, company.place(job["unit_id"], product, day(job["opened_at"])), amount)
        if month in company.ledger_months:
            line = product.get("product_line", "unknown")
            open_amounts[month, line, company.region_of(job)] -= amount
        else:
            result.sides["traced_without_ledger"] += amount
    spread(company, open_amounts, result, put)
    return result


def spread(company: Company, open_amounts: Counter, result: Reckoning, put: object) -> None:
    """Put what is open on the cells by unit-days, and reckon the exposure from the same days."""
    days = company.unit_days()
    pools: Counter = Counter()
    for (month, line, region), amount in open_amounts.items():
        cells = days.get(month, Counter())
        if line in company.own_lines:
            pools[month, "line", line if any(c[0] == line for c in cells) else None] += amount
        elif line in company.other_lines:
            result.sides["other_brand"] += amount
        elif region != "unknown" and any(cell[3] == region for cell in cells):
            pools[month, "region", region] += amount
        else:
            pools[month, "company", "all" if cells else None] += amount
    for (month, kind, key), amount in pools.items():
        if key is None:
            result.sides["unallocated"] += amount
            continue
        weights: Counter = Counter()
        for cell, count in days[month].items():
            if kind == "company" or cell[0 if kind == "line" else 3] == key:
                weights[cell[:3]] += count
        for cell, part in largest_remainder(amount, weights).items():
            put("allocated", cell if cell[2] <= 5 else "after_year_5", part)
    for name, cells in days.items():
        if name.startswith("year of "):
            for (line, sale_year, year), count in cells.items():
                in_service = day(company.units[name.removeprefix("year of ")]["in_service_on"])
                ahead = [in_service + timedelta(days=n) for n in range(366 * 7)]
                whole = sum(year_in_service(in_service, on) == year for on in ahead)
                result.unit_years[line, sale_year, year] += count / whole
