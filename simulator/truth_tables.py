"""The tables of `truth/`, one CSV file each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import to_date
from simulator.company import REGION_IDS
from simulator.income import P_INTERNAL, REVENUE
from simulator.jobs import CLAIM_TYPES, KINDS
from simulator.ledger import Books
from simulator.referrals import STATUS
from simulator.surveys import TYPES
from simulator.truth_rows import amount_text, write_csv
from simulator.world import World


def _month(world: World, index: int) -> str:
    month = world.first_month + index
    return f"{month // 12 + 1970}-{month % 12 + 1:02d}-01"


def write_warranty(folder: Path, world: World, books: Books) -> None:
    """Warranty cost, revenue and recoveries by month and product line."""
    shape = (len(cat.LINES), world.months)
    claims, count = (
        books.get(name, len(CLAIM_TYPES), *shape) for name in ("claims", "claims_count")
    )
    units, revenue, recovered, unposted = (
        books.get(name, *shape) for name in ("units_delivered", "revenue", "recovered", "unposted")
    )
    rows = []
    for line, name in enumerate(cat.LINES):
        if line == cat.OTHER_BRAND:
            continue
        for month in range(world.months):
            gross = claims[:2, line, month].sum()
            amounts = [
                revenue[line, month],
                gross,
                recovered[line, month],
                gross - recovered[line, month],
                claims[4, line, month],
                claims[3, line, month],
                claims[2, line, month],
                claims[5, line, month],
                unposted[line, month],
            ]
            counts = [units[line, month], count[:2, line, month].sum()]
            if any(amounts) or any(counts):
                rows.append([_month(world, month), name, *counts, *map(amount_text, amounts)])
    write_csv(
        folder,
        "warranty_by_month",
        [
            "month_start",
            "product_line",
            "units_delivered",
            "claims_count",
            "revenue_amount",
            "warranty_cost_gross_amount",
            "supplier_recovery_amount",
            "warranty_cost_net_amount",
            "goodwill_amount",
            "recall_amount",
            "extended_amount",
            "other_claims_amount",
            "unposted_amount",
        ],
        rows,
    )


def write_costs(folder: Path, world: World, books: Books) -> None:
    """The two ledgers by month, and warranty cost by cohort and year in service."""
    ledger, w_all, w_own, posted = (
        books.get(name, world.months)
        for name in ("service_costs", "w_all", "w_own", "months_with_ledger")
    )
    rows = []
    for month in range(world.months):
        # A claim is own only in a month in which the service ledger has a row.
        own = w_own[month] if posted[month] else 0
        if ledger[month] or w_all[month]:
            total = ledger[month] + w_all[month] - own
            values = (ledger[month], w_all[month], own, total)
            rows.append([_month(world, month), *map(amount_text, values)])
    write_csv(
        folder,
        "cost_by_month",
        [
            "month_start",
            "service_ledger_amount",
            "warranty_ledger_amount",
            "own_claims_amount",
            "after_sales_cost_amount",
        ],
        rows,
    )
    lifecycle = books.get("lifecycle", len(cat.LINES), world.years + 2, 11)
    first = to_date(world.start).year
    write_csv(
        folder,
        "lifecycle_warranty",
        ["product_line", "sale_year", "year_in_service", "warranty_amount"],
        (
            [
                cat.LINES[line],
                first + int(year),
                int(age) + 1,
                amount_text(lifecycle[line, year, age]),
            ]
            for line, year, age in zip(*np.nonzero(lifecycle), strict=True)
        ),
    )


def write_failures(folder: Path, world: World, books: Books) -> None:
    """Failure events by part and window."""
    shape = (len(world.parts.numbers), len(cat.LINES), 2)
    every, posted = (books.get(name, *shape) for name in ("failures", "failures_posted"))
    write_csv(
        folder,
        "failure_events",
        [
            "part_no",
            "product_line",
            "failure_events_12m",
            "failure_events_3m",
            "posted_failure_events_12m",
            "posted_failure_events_3m",
        ],
        (
            [world.parts.numbers[part], cat.LINES[line], *every[part, line], *posted[part, line]]
            for part, line in zip(*np.nonzero(every[:, :, 0]), strict=True)
        ),
    )


def write_customers(folder: Path, world: World, books: Books) -> None:
    """NPS answers, referrals by status, and churn by service centre."""
    quarters = world.months // 3 + 3
    nps, other = books.get("nps", 2, quarters, 3), books.get("nps_other", 2, quarters)
    rows = []
    for quarter in range(quarters):
        month = (world.first_month // 3 + quarter) * 3
        for kind in range(2):
            groups = nps[kind, quarter]
            if groups.sum() or other[kind, quarter]:
                start = f"{month // 12 + 1970}-{month % 12 + 1:02d}-01"
                rows.append([start, TYPES[kind], groups.sum(), *groups, other[kind, quarter]])
    write_csv(
        folder,
        "nps",
        [
            "quarter_start",
            "survey_type",
            "responses",
            "promoters",
            "passives",
            "detractors",
            "other_scale_responses",
        ],
        rows,
    )
    count = books.get("referrals", len(STATUS))
    revenue, profit = (books.get(name, 1)[0] for name in ("referred_revenue", "referred_profit"))
    write_csv(
        folder,
        "referrals",
        ["status", "referrals", "referred_revenue_amount", "referred_profit_amount"],
        (
            [status, count[i], amount_text(0 if i else revenue), amount_text(0 if i else profit)]
            for i, status in enumerate(STATUS)
        ),
    )
    network = world.network
    at_start, lost = (
        books.get(name, len(network.region)) for name in ("center_customers", "center_churned")
    )
    half = np.arange(len(network.region)) % 2 == 0
    write_csv(
        folder,
        "service_centers",
        [
            "service_center_id",
            "planted_csat",
            "planted_churn",
            "is_high_csat",
            "customers_at_start",
            "churned_last_12m",
        ],
        (
            [
                key,
                f"{network.csat[i]:.4f}",
                f"{network.churn[i]:.4f}",
                bool(half[i]),
                at_start[i],
                lost[i],
            ]
            for i, key in enumerate(network.ids)
        ),
    )


def write_service(folder: Path, world: World, books: Books) -> None:
    """Closed jobs, use of parts, and the result of each region."""
    closed = books.get("closed", len(KINDS), world.months)
    write_csv(
        folder,
        "work_orders_closed",
        ["month_start", "order_type", "work_orders"],
        (
            [_month(world, month), KINDS[kind], closed[kind, month]]
            for month in range(world.months)
            for kind in range(len(KINDS))
            if closed[kind, month]
        ),
    )
    demand = books.get("demand", len(world.parts.numbers), len(REGION_IDS), world.months)
    quarters: Counter[tuple[int, int, str]] = Counter()
    for part, region, month in zip(*np.nonzero(demand), strict=True):
        first = world.first_month + int(month)
        start = _month(world, int(month) - first % 3)
        quarters[(int(part), int(region), start)] += int(demand[part, region, month]) // 1000
    write_csv(
        folder,
        "parts_demand",
        ["part_no", "region_id", "quarter_start", "quantity"],
        (
            [world.parts.numbers[part], REGION_IDS[region], start, quantity]
            for (part, region, start), quantity in sorted(quarters.items())
        ),
    )
    income = books.get("income", len(REVENUE), len(REGION_IDS), world.months)
    external = np.delete(income, P_INTERNAL, axis=0).sum(axis=0)
    cost = books.get("cost_by_region", len(REGION_IDS) + 1, world.months)
    totals: Counter[tuple[int, int, str]] = Counter()
    for month in range(world.months):
        year = (world.first_month + month) // 12 + 1970
        for region in range(len(REGION_IDS)):
            totals[(year, region, "revenue")] += int(external[region, month])
            totals[(year, region, "cost")] += int(cost[region, month])
    rows = []
    for year, region in sorted({key[:2] for key in totals}):
        revenue, spent = (totals[(year, region, what)] for what in ("revenue", "cost"))
        values = map(amount_text, (revenue, spent, revenue - spent))
        rows.append([REGION_IDS[region], year, *values])
    write_csv(
        folder,
        "service_result",
        ["region_id", "year", "external_revenue_amount", "cost_amount", "external_margin_amount"],
        rows,
    )
