"""Little companies, one model each, for the golden tests of failures by age; as of 2026-09-01."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

from warranty_rows import Row, causal, claim, product, unit

AS_OF = date(2026, 9, 1)
DAYS_A_MONTH = 365.25 / 12

# months at failure of ten units, and of the ten that had not failed at 500: NIST 8.4.1.3
NIST = [54, 187, 216, 240, 244, 335, 361, 373, 375, 386]
# thousands of hours at failure, and four units that had not failed at 200: Meeker and Escobar
EXPONENTIAL = [16, 34, 53, 75, 93, 120]
# shipped, and returned one, two and three months later: ReliaSoft, the Nevada chart
NEVADA = {3: (100, [3, 3, 5]), 2: (140, [2, 4]), 1: (150, [4])}

MONTHLY_HAZARD = 0.01
LIMIT_MONTHS, LIMIT_KM = 36, 60_000


def months_before(months: int, day: date = AS_OF) -> date:
    """The same day of the month, so many months earlier; the day must exist there."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, day.day)


YEAR_AGO = months_before(12)


class Company:
    """Raw rows of one model after the other."""

    def __init__(self) -> None:
        names = [
            "warranty.products", "warranty.units", "warranty.claims", "warranty.claim_lines",
            "warranty.coverages", "telemetry.usage_daily", "crm.sales", "crm.sale_adjustments",
        ]  # fmt: skip
        self.tables: dict[str, list[Row]] = {name: [] for name in names}

    def model(self, name: str, **columns: object) -> None:
        """A product of its own model."""
        self.tables["warranty.products"].append({**product(name, name), "model": name, **columns})

    def units(self, model: str, count: int, in_service_on: date, **columns: object) -> list[str]:
        """So many units of the model; returns their serial numbers."""
        rows = self.tables["warranty.units"]
        ids = [f"{model}-{len(rows) + number:06}" for number in range(count)]
        rows += [unit(name, model, str(in_service_on), **columns) for name in ids]
        return ids

    def fail(self, unit_id: str, on: date, part_no: str = "part", **columns: object) -> None:
        """An approved base claim with one causal part."""
        name = f"c{len(self.tables['warranty.claims']):06}"
        dates = dict.fromkeys(("failed_on", "submitted_on", "decided_on", "posted_on"), str(on))
        self.tables["warranty.claims"].append(claim(name, unit_id=unit_id, **dates, **columns))
        self.tables["warranty.claim_lines"].append(causal(name, 1, 10, part_no))

    def cover(self, unit_id: str, kind: str, starts: date, ends: date, limit: object = "") -> None:
        """A coverage from its first to its last day, or to a usage."""
        rows = self.tables["warranty.coverages"]
        rows.append({
            "coverage_id": f"v{len(rows):06}", "unit_id": unit_id, "coverage_type": kind,
            "starts_on": str(starts), "ends_on": str(ends), "usage_limit": limit,
        })  # fmt: skip

    def lives(self, model: str, ages: list[int], censored: int, observed: int) -> None:
        """Units in service `observed` months ago that failed at these ages, the rest not yet."""
        self.model(model)
        first = months_before(observed)
        for unit_id, age in zip(self.units(model, len(ages) + censored, first), ages, strict=False):
            self.fail(unit_id, months_before(observed - age), failure_mode="worn")


def published(company: Company) -> None:
    """The oracles of the literature, each a model of raw units."""
    company.lives("nist", NIST, 10, 500)
    company.lives("exponential", EXPONENTIAL, 4, 200)
    company.lives("five", [3, 4, 5, 6, 7], 995, 12)
    company.lives("none", [], 1000, 12)
    company.model("nevada")
    for months, (shipped, returned) in NEVADA.items():
        ids = iter(company.units("nevada", shipped, months_before(months)))
        for age, count in enumerate(returned, start=1):
            for _ in range(count):
                company.fail(next(ids), months_before(months - age), failure_mode="worn")


def growing_sales(company: Company, units: int = 6000, months: int = 48) -> None:
    """Trap 6: every unit fails at the same rate all its life, and sales grow month by month."""
    chance = random.Random(20260901)
    company.model("growing")
    for _ in range(units):
        # the density of sales grows linearly over the months
        sold = AS_OF - timedelta(days=round(months * DAYS_A_MONTH * (1 - chance.random() ** 0.5)))
        (unit_id,) = company.units("growing", 1, sold)
        age = chance.expovariate(MONTHLY_HAZARD)
        while sold + timedelta(days=int(age * DAYS_A_MONTH)) <= AS_OF:
            company.fail(unit_id, sold + timedelta(days=int(age * DAYS_A_MONTH)))
            age += chance.expovariate(MONTHLY_HAZARD)


def limited_warranty(company: Company, units: int = 5000) -> None:
    """Trap 7: the same constant rate, claimed within 36 months and 60,000 km only."""
    chance = random.Random(60_000)
    company.model("limited")
    for _ in range(units):
        sold = months_before(72) + timedelta(days=chance.randrange(400))
        (unit_id,) = company.units("limited", 1, sold)
        ends = date(sold.year + 3, sold.month, min(sold.day, 28)) - timedelta(days=1)
        company.cover(unit_id, "base", sold, ends, LIMIT_KM)
        pace = chance.lognormvariate(math.log(1900), 0.4) / DAYS_A_MONTH
        if chance.random() < 0.1:
            company.tables["telemetry.usage_daily"].append({
                "unit_id": unit_id, "usage_on": str(sold), "usage_amount": round(pace, 3),
            })  # fmt: skip
        days = chance.expovariate(MONTHLY_HAZARD) * DAYS_A_MONTH
        while sold + timedelta(days=int(days)) <= ends and int(days) * pace < LIMIT_KM:
            on = sold + timedelta(days=int(days))
            company.fail(unit_id, on, usage_at_failure=round(int(days) * pace, 2))
            days += chance.expovariate(MONTHLY_HAZARD) * DAYS_A_MONTH


def exposures(company: Company) -> None:
    """Units that leave the field or were never in it; all fail on the last day asked about."""
    for name, free in (("few", 40), ("many", 1040)):
        company.lives(name, [2, 2, 6], free - 3, 12)
    company.model("leaving")
    for status in ("scrapped", "returned", "exported"):
        (gone,) = company.units(
            "leaving", 1, YEAR_AGO, status=status, status_on=str(months_before(6))
        )
        mode = "all" if status == "scrapped" else "while in the field"
        company.fail(gone, months_before(7), failure_mode=mode)
        company.fail(gone, months_before(6), failure_mode="on the day it left")
    company.units("leaving", 7, YEAR_AGO)
    company.tables["warranty.units"] += [
        {"unit_id": "in stock", "product_id": "leaving", "status": "stock"},
        {"unit_id": "on the way", "product_id": "leaving", "status": "in_transit"},
    ]
    (taken_back,) = company.units("leaving", 1, YEAR_AGO)
    company.tables["crm.sales"].append({
        "sale_id": "s", "order_id": "s", "customer_id": "c", "product_id": "leaving",
        "unit_id": taken_back, "ordered_on": str(YEAR_AGO), "delivered_on": str(YEAR_AGO),
        "quantity": 1, "net_amount": 1, "currency": "CNY",
    })  # fmt: skip
    company.tables["crm.sale_adjustments"].append({
        "adjustment_id": "a", "sale_id": "s", "adjustment_type": "return",
        "adjusted_on": str(months_before(6)), "amount": 1, "currency": "CNY",
    })  # fmt: skip


def coverages(company: Company) -> None:
    """One unit each whose warranty ends in another way, all sixty months in service."""
    first = months_before(60)
    last_of = {months: months_before(60 - months) for months in (12, 24, 36, 48)}

    def one(model: str, *spans: tuple, **columns: object) -> str:
        company.model(model, usage_unit="km")
        (unit_id,) = company.units(model, 1, first, **columns)
        for kind, starts, ends, *limit in spans:
            begins = first if starts == 0 else last_of[starts]
            company.cover(
                unit_id, kind, begins, date.fromordinal(last_of[ends].toordinal() - 1), *limit
            )
        return unit_id  # fmt: skip

    one("by time", ("base", 0, 36))
    one("extended", ("base", 0, 36), ("extended", 36, 48))
    one("gap", ("base", 0, 24), ("extended", 36, 48))
    one("other kinds", ("recall", 0, 12), ("goodwill", 0, 12))
    by_usage = one("by usage", ("base", 0, 36, 60_000))
    # 365 days to 30,000 km: the limit is reached on day 730, two years after 2021-09-01
    company.fail(by_usage, date(2022, 9, 1), usage_at_failure=30_000)
    (early,) = company.units("by usage", 1, first)
    company.cover(early, "base", first, date(2024, 8, 31), 60_000)
    # a reading of the first days is none, so this unit takes the pace of the other one
    company.fail(early, date(2021, 9, 11), usage_at_failure=9_000)
    driven = one("both", ("base", 0, 24), ("powertrain", 0, 48))
    company.fail(driven, months_before(30), claim_type="powertrain", failure_mode="gear")
    company.fail(driven, months_before(50), failure_mode="seat")
    company.fail(driven, months_before(20), failure_mode="seat")
    company.fail(driven, months_before(50), claim_type="recall", failure_mode="seat")
    company.fail(driven, months_before(50), status="denied", failure_mode="seat")
