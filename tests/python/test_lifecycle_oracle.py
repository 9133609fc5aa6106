"""Random small companies: the marts of lifecycle cost against the reckoning day by day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from harness import build_tables, records
from lifecycle_oracle import reckon

AS_OF = date(2026, 5, 20)
FIRST = date(2020, 2, 28)
SELECT = ["+lifecycle_cost_reconciliation", "+service_cost_ledger"]


class Maker:
    """A company in which every reference may also be missing or lead nowhere."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.regions = ["east", "west", "north"]
        self.centers = [f"{operator}_{region}" for operator in ("own", "partner")
                        for region in self.regions[:2]]  # fmt: skip

    def on(self, first: date = FIRST, last: date = AS_OF) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days + 9))

    def pick(self, *choices: object) -> object:
        return self.random.choice(choices)

    def money(self) -> Decimal:
        return Decimal(self.random.randint(0, 500_000)) / 100

    def unit(self, key: int) -> dict:
        start = self.on() if self.random.random() < 0.9 else None
        gone = start and self.random.random() < 0.3
        return {
            "unit_id": f"u{key}", "product_id": self.pick("t", "t", "v", "b", "tb", "lost"),
            "in_service_on": start, "region_id": self.pick(*self.regions, None),
            "status": "scrapped" if gone else "delivered",
            "status_on": start + timedelta(days=self.random.randint(0, 900)) if gone else None,
        }  # fmt: skip

    def reference(self, kind: str, number: int) -> str | None:
        return self.pick(None, "lost", *[f"{kind}{self.random.randrange(number)}"] * 6)

    def claim(self, key: int) -> dict:
        failed = self.on()
        posted = failed + timedelta(days=self.random.randint(0, 60))
        return {
            "claim_id": f"c{key}", "claim_version": 1, "unit_id": self.reference("u", 40),
            "product_id": self.pick(None, "t", "b"), "work_order_id": self.reference("j", 60),
            "service_center_id": self.pick(None, *self.centers),
            "claim_type": self.pick("base", "recall", "other"), "failed_on": failed,
            "submitted_on": failed, "posted_on": self.pick(posted, posted, posted, None),
            "status": self.pick("approved", "approved", "denied"),
            "currency": self.pick("CNY", "EUR"),
        }  # fmt: skip

    def claim_lines(self, key: int) -> list[dict]:
        return [
            {"claim_id": f"c{key}", "claim_version": 1, "line_no": number, "line_type": kind,
             "claimed_amount": amount, "approved_amount": amount}
            for number, kind in enumerate(("part", "tax"), 1)
            for amount in [self.money()]
        ]  # fmt: skip

    def job(self, key: int) -> dict:
        return {
            "work_order_id": f"j{key}", "unit_id": self.reference("u", 40),
            "order_type": "repair", "service_mode": "onsite",
            "service_center_id": self.pick(None, *self.centers),
            "opened_at": f"{self.on()} 12:00:00",
        }  # fmt: skip

    def job_cost(self, key: int) -> dict:
        return {
            "cost_line_id": f"k{key}", "work_order_id": f"j{self.random.randrange(30)}",
            "cost_type": self.pick("labor", "parts", "freight"),
            "cost_basis": self.pick("actual_cost", "standard_cost", "list_price_forgone"),
            "amount": self.money(), "currency": self.pick("CNY", "EUR"), "incurred_on": self.on(),
        }  # fmt: skip

    def visit(self, key: int) -> dict:
        return {
            "visit_id": f"v{key}", "work_order_id": f"j{self.random.randrange(60)}",
            "arrived_at": f"{self.on(last=AS_OF - timedelta(days=9))} 12:00:00",
            "outcome": "fixed", "labor_cost": self.money(), "travel_cost": self.money(),
            "currency": self.pick("CNY", "EUR"),
        }  # fmt: skip

    def movement(self, key: int) -> dict:
        return {
            "movement_id": f"m{key}", "part_no": self.pick("p", "q"), "location_id": "l",
            "movement_type": self.pick("issue", "return", "scrap"),
            "quantity": self.random.randint(1, 9), "moved_at": f"{self.on()} 12:00:00",
            "work_order_id": f"j{self.random.randrange(60)}",
        }  # fmt: skip

    def entry(self, key: int) -> dict:
        return {
            "entry_id": f"s{key}", "account": "6401", "cost_type": "labor",
            "region_id": self.pick(None, *self.regions),
            "service_center_id": self.pick(None, *self.centers),
            "product_line": self.pick(None, "trucks", "vans", "buses", "nowhere"),
            "posted_on": self.on(date(2019, 12, 1)), "amount": self.money() - 500,
            "currency": self.pick("CNY", "EUR"),
        }  # fmt: skip

    def product(self, product_id: str, product_line: str, is_own_brand: str) -> dict:
        return {"product_id": product_id, "product_name": product_id,
                "product_line": product_line, "is_own_brand": is_own_brand}  # fmt: skip

    def center(self, center_id: str) -> dict:
        operator, region = center_id.split("_")
        return {"service_center_id": center_id, "service_center_name": center_id, "city": "A",
                "region_id": region, "operator": operator}  # fmt: skip

    def tables(self) -> dict[str, list[dict]]:
        made = {
            "warranty.products": [
                self.product("t", "trucks", "true"), self.product("v", "vans", "true"),
                # another brand's product may share a line with the company's own
                self.product("b", "buses", "false"), self.product("tb", "trucks", "false"),
            ],
            "warranty.units": [self.unit(key) for key in range(40)],
            "warranty.claims": [self.claim(key) for key in range(90)],
            "warranty.claim_lines": [row for key in range(90) for row in self.claim_lines(key)],
            "service.regions": [
                {"region_id": key, "region_name": key, "timezone": "UTC"} for key in self.regions
            ],
            "service.service_centers": [self.center(key) for key in self.centers],
            "service.work_orders": [self.job(key) for key in range(60)],
            "service.work_order_costs": [self.job_cost(key) for key in range(60)],
            "service.visits": [self.visit(key) for key in range(40)],
            "parts.parts": [
                {"part_no": "p", "part_name": "P", "standard_cost": "3.33", "currency": "EUR"},
                {"part_no": "q", "part_name": "Q", "standard_cost": "7.50", "currency": "CNY"},
            ],
            "parts.movements": [self.movement(key) for key in range(60)],
            "finance.service_costs": [self.entry(key) for key in range(90)],
            "finance.exchange_rates": [
                {"rate_on": f"{year}-01-01", "from_currency": "EUR", "to_currency": "CNY",
                 "rate": f"7.{year}11"} for year in range(2019, 2027)
            ],
        }  # fmt: skip
        return {
            name: [{k: str(v) if isinstance(v, date) else v for k, v in row.items()}
                   for row in rows]
            for name, rows in made.items()
        }  # fmt: skip


def compare(folder: Path, seed: int) -> None:
    tables = Maker(seed).tables()
    built = build_tables(folder, tables, as_of=str(AS_OF), select=SELECT, reporting_currency="CNY")
    expected = reckon(tables, AS_OF)
    (check,) = records(built, "select * from marts.lifecycle_cost_reconciliation")
    assert check["difference_amount"] == 0
    assert {
        name: check[f"{name}_amount"] for name in sorted(expected.sides)
    } == dict(sorted(expected.sides.items()))  # fmt: skip
    rows = records(built, "select * from marts.lifecycle_cost")
    assert rows
    for row in rows:
        cell = (row["product_line"], row["sale_year"], row["year_in_service"])
        for component in ("warranty", "field_service", "parts", "allocated"):
            assert row[f"{component}_amount"] == expected.costs[component][cell], (cell, component)
        assert row["unit_years_at_risk"] == pytest.approx(expected.unit_years[cell]), cell
    sides = expected.sides
    total = sides["warranty_ledger"] - sides["own_claims"] + sides["service_ledger"]
    assert built.execute("select sum(amount) from marts.service_cost_ledger").fetchone() == (total,)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_companies_are_reckoned_alike(tmp_path: Path, seed: int) -> None:
    compare(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 23))
def test_many_random_companies_are_reckoned_alike(tmp_path: Path, seed: int) -> None:
    compare(tmp_path, seed)
