"""Trap 1 as a property: children in random numbers never multiply or lose money.

Each random company is a product line of its own in one build, so that many of them cost one run of
dbt. The expectation is summed in plain Python from the rows as they were written.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from harness import build_tables, records
from warranty_rows import adjustment, claim, line, product, recovery, sale, unit

COMPANIES = 25
AS_OF = date(2026, 3, 31)
COUNTING = ("approved", "partially_approved", "paid")
STREAMS = {
    "base": "warranty_cost_gross_amount", "powertrain": "warranty_cost_gross_amount",
    "goodwill": "goodwill_amount", "recall": "recall_amount", "extended": "extended_amount",
    "other": "other_claims_amount",
}  # fmt: skip

Totals = dict[str, Counter]


def cents(rng: random.Random, low: int = 0, high: int = 90_000) -> Decimal:
    return Decimal(rng.randint(low, high)) / 100


def day(rng: random.Random) -> date:
    return AS_OF - timedelta(days=rng.randint(0, 400))


def random_company(rng: random.Random, name: str, tables: dict[str, list]) -> Counter:
    """Add one line's rows to `tables`; returns the totals that its mart must show."""
    totals: Counter = Counter()
    tables["warranty.products"].append(product(name, name))
    for number in range(rng.randint(1, 4)):
        tables["warranty.units"].append(unit(f"{name}-u{number}", name, str(day(rng))))
    for number in range(rng.randint(0, 8)):
        add_sale(rng, f"{name}-s{number}", name, tables, totals)
    for number in range(rng.randint(0, 10)):
        add_claim(rng, f"{name}-c{number}", f"{name}-u0", tables, totals)
    return totals


def add_sale(
    rng: random.Random, sale_id: str, name: str, tables: dict[str, list], totals: Counter
) -> None:
    delivered_on = rng.choice(["", str(day(rng))])
    amount = cents(rng, 100)
    tables["crm.sales"].append(sale(sale_id, name, amount, delivered_on, ordered_on="2024-01-01"))
    totals["revenue_amount"] += amount if delivered_on else 0
    for number in range(rng.randint(0, 3)):
        kind = rng.choice(["cancellation", "return", "credit"])
        off = cents(rng)
        tables["crm.sale_adjustments"].append(
            adjustment(f"{sale_id}-{number}", sale_id, kind, off, str(day(rng)))
        )
        totals["revenue_amount"] -= off if delivered_on else 0


def add_claim(
    rng: random.Random, claim_id: str, unit_id: str, tables: dict[str, list], totals: Counter
) -> None:
    """Versions, lines, jobs with visits and cost lines, and recoveries, each in random numbers."""
    kind = rng.choice(list(STREAMS))
    job_id = f"{claim_id}-job"
    versions = rng.randint(1, 3)
    for version in range(1, versions + 1):
        status = rng.choice([*COUNTING, "denied", "reversed", "pending"])
        happened = str(day(rng))
        posted_on = rng.choice(["", happened])
        tables["warranty.claims"].append(
            claim(claim_id, unit_id=unit_id, work_order_id=job_id, claim_version=version,
                  claim_type=kind, status=status, failed_on=happened, submitted_on=happened,
                  decided_on=happened, posted_on=posted_on)
        )  # fmt: skip
        for line_no in range(1, rng.randint(0, 5) + 1):
            amount, line_type = cents(rng), rng.choice(["part", "labor", "tax"])
            tables["warranty.claim_lines"].append(
                line(claim_id, line_no, amount, claim_version=version, line_type=line_type,
                     part_no=rng.choice(["", "p1", "p2", "p3"]),
                     is_causal_part=rng.choice(["", "true", "false"]))
            )  # fmt: skip
            if version == versions and status in COUNTING and line_type != "tax":
                totals[STREAMS[kind] if posted_on else "unposted_amount"] += amount
                totals["events_amount"] += amount if kind != "recall" else 0
        if version == versions and status in COUNTING:
            totals["claims_count"] += int(bool(posted_on) and kind in ("base", "powertrain"))
    tables["service.work_orders"].append(
        {"work_order_id": job_id, "unit_id": unit_id, "order_type": "repair",
         "service_mode": "workshop", "opened_at": "2025-01-01 00:00"}
    )  # fmt: skip
    for number in range(rng.randint(0, 3)):
        amount = cents(rng)
        received_on = rng.choice(["", str(max(day(rng), date(2026, 3, 1)))])
        tables["warranty.supplier_recoveries"].append(
            recovery(f"{claim_id}-{number}", claim_id, amount, received_on)
        )
        if received_on and kind in ("base", "powertrain"):
            totals["supplier_recovery_amount"] += amount


@pytest.fixture(scope="module")
def companies() -> tuple[dict[str, list], Totals]:
    rng = random.Random(20261121)
    names = (
        "warranty.products", "warranty.units", "warranty.claims", "warranty.claim_lines",
        "warranty.supplier_recoveries", "crm.sales", "crm.sale_adjustments",
        "service.work_orders",
    )  # fmt: skip
    tables: dict[str, list] = {name: [] for name in names}
    totals = {f"line{n:02}": random_company(rng, f"line{n:02}", tables) for n in range(COMPANIES)}
    return tables, totals


@pytest.fixture(scope="module")
def built(
    companies: tuple[dict[str, list], Totals], tmp_path_factory: pytest.TempPathFactory
) -> duckdb.DuckDBPyConnection:
    folder: Path = tmp_path_factory.mktemp("fan_out")
    select = ["+warranty_cost_ratio_yearly", "+int_failure_events"]
    return build_tables(folder, companies[0], as_of=str(AS_OF), select=select)


@pytest.mark.parametrize(
    "column",
    ["revenue_amount", "claims_count", "supplier_recovery_amount", "unposted_amount",
     *sorted(set(STREAMS.values()))],
)  # fmt: skip
def test_no_child_multiplies_money(
    companies: tuple[dict[str, list], Totals], built: duckdb.DuckDBPyConnection, column: str
) -> None:
    expected = {name: Decimal(totals[column]) for name, totals in companies[1].items()}
    found = {
        str(row["product_line"]): Decimal(row["total"])
        for row in records(
            built,
            f"select product_line, sum({column}) as total from marts.warranty_cost_ratio"
            " group by product_line",
        )
    }
    assert {name: found[name] for name in expected} == expected
    assert any(expected.values())
    yearly = built.execute(
        f"select sum({column}) from marts.warranty_cost_ratio_yearly where product_line = 'all'"
    ).fetchone()
    assert yearly == (sum(expected.values()),)


def test_shares_of_causal_parts_are_the_cost_of_the_claims(
    companies: tuple[dict[str, list], Totals], built: duckdb.DuckDBPyConnection
) -> None:
    found = dict(
        built.execute(
            "select product_line, sum(job_cost_amount) from intermediate.int_failure_events"
            " group by product_line"
        ).fetchall()
    )
    for name, totals in companies[1].items():
        assert found.get(name, 0) == Decimal(totals["events_amount"])
