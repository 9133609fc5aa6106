"""The company's books, from what the blocks added up: costs, ledger, reserve, stock, spend."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import month_end, month_start
from simulator.columns import DAY, booleans, days, ids, labels, money, seconds
from simulator.company import (
    CURRENCIES,
    REGION_CURRENCY,
    REGION_IDS,
    REMOTE_REGION,
)
from simulator.work import LEDGER_TYPES, PARTNER_FEES
from simulator.world import World
from simulator.writer import Sink

COST_TYPES = [
    "labor",
    "travel",
    "tools",
    "facility",
    "vehicle",
    "parts",
    "logistics",
    "inventory_write_off",
    "partner_fees",
    "training",
    "overhead",
    "other",
]
ACCOUNTS = [f"64{index:02d}" for index in range(len(COST_TYPES))]
STATEMENT = ["cost_of_sales", "selling", "administrative", "other"]
# Fixed costs of a region, each as a share of its external revenue; the remote one loses money.
FIXED = {"facility": 0.04, "vehicle": 0.03, "tools": 0.02, "training": 0.01, "overhead": 0.04}
REMOTE_FACTOR = 16


class Books:
    """The sums of all blocks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sums: dict[str, Any] = {}

    def add(self, books: dict[str, Any]) -> None:
        """Add the bookkeeping of one block."""
        for name, value in books.items():
            self.sums[name] = self.sums[name] + value if name in self.sums else value

    def get(self, name: str, *shape: int) -> np.ndarray:
        """A sum, or zeros where no block had any."""
        return self.sums.get(name, np.zeros(shape, dtype=np.int64))


def month_ends(world: World) -> np.ndarray:
    """Last day of every month of the accumulators."""
    return month_end(world.first_month + np.arange(world.months))


def write_ledger(world: World, sink: Sink, books: Books) -> None:
    """`finance.service_costs` and `finance.ledger_totals`, equal by month, account, currency."""
    network, ends = world.network, month_ends(world)
    ledger = books.get(
        "ledger", world.months, len(network.region), len(cat.LINES), len(LEDGER_TYPES)
    )
    month, center, line, kind = np.nonzero(ledger)
    cost_type = np.array([COST_TYPES.index(name) for name in LEDGER_TYPES])[kind]
    region = network.region[center]
    center = np.where(kind == PARTNER_FEES, -1, center)
    entries = [
        (
            month,
            cost_type,
            region,
            center,
            line,
            ledger[np.nonzero(ledger)],
            np.zeros(len(month), dtype=np.int64),
        )
    ]
    entries.append(_fixed_costs(world, books))
    month, cost_type, region, center, line, amount, fixed = (
        np.concatenate([entry[i] for entry in entries]) for i in range(7)
    )
    known = ends[month] <= world.as_of
    month, cost_type, region, center, line, amount, fixed = (
        values[known] for values in (month, cost_type, region, center, line, amount, fixed)
    )
    currency = REGION_CURRENCY[np.maximum(region, 0)] * (region >= 0)
    posted = ends[month]
    statement = np.where(cost_type < 2, 0, np.where(cost_type == 10, 2, cost_type % 2))
    statement = np.where(cost_type == 11, 3, statement)
    columns = {
        "entry_id": ids("SCO-", np.arange(len(month)), 8),
        "account": labels(cost_type, ACCOUNTS),
        "cost_type": labels(cost_type, COST_TYPES),
        "is_fixed": booleans(fixed),
        "region_id": labels(region, REGION_IDS),
        "service_center_id": labels(center, network.ids),
        "product_line": labels(np.where(line == cat.UNKNOWN_LINE, -1, line), cat.LINES),
        "posted_on": days(posted),
        "amount": money(amount),
        "currency": labels(currency, CURRENCIES),
        "statement_line": labels(statement, STATEMENT),
        "updated_at": seconds(posted * DAY + 20 * 3600),
    }
    sink.write("finance.service_costs", columns)
    value = world.rates.to_reporting(amount, currency, posted)
    books.sums["service_costs"] = np.zeros(world.months, dtype=np.int64)
    np.add.at(books.sums["service_costs"], month, value)
    by_region = np.zeros((len(REGION_IDS) + 1, world.months), dtype=np.int64)
    np.add.at(by_region, (region, month), value)
    books.sums["cost_by_region"] = by_region
    books.sums["months_with_ledger"] = np.bincount(month, minlength=world.months)[: world.months]
    _write_totals(world, sink, month, cost_type, currency, amount)


def _fixed_costs(world: World, books: Books) -> tuple:
    """Sites, vehicles, tools and overhead, spread evenly and growing with the company."""
    income = books.get("income", 7, len(REGION_IDS), world.months)
    external = np.delete(income, 5, axis=0).sum(axis=(0, 2)) // max(1, world.months - 5)
    first = int(world.month_index(np.array([world.start]))[0])
    months = np.arange(first, world.months)
    ramp = 0.4 + 1.2 * (months - first) / max(1, len(months))
    rows = []
    for region, monthly in enumerate(external):
        factor = REMOTE_FACTOR if region == REMOTE_REGION else 1
        monthly = max(int(monthly), 20_000_00 // 10)
        if REGION_CURRENCY[region] == 1:
            monthly //= 7
        for name, share in FIXED.items():
            amount = (monthly * share * factor * ramp).astype(np.int64)
            rows.append((months, COST_TYPES.index(name), region, -1, amount, 1))
    company = int(external.sum())
    for name, share in (("logistics", 0.02), ("other", 0.01), ("inventory_write_off", 0.004)):
        amount = (max(company, 100_000) * share * ramp).astype(np.int64)
        rows.append((months, COST_TYPES.index(name), -1, -1, amount, 0))
    stack = []
    for position in range(6):
        stack.append(np.concatenate([np.broadcast_to(row[position], len(months)) for row in rows]))
    months_, kind, region, center, amount, fixed = stack
    return months_, kind, region, center, np.full(len(kind), cat.UNKNOWN_LINE), amount, fixed


def _write_totals(
    world: World,
    sink: Sink,
    month: np.ndarray,
    account: np.ndarray,
    currency: np.ndarray,
    amount: np.ndarray,
) -> None:
    totals = np.zeros((world.months, len(ACCOUNTS) + 1, 2), dtype=np.int64)
    np.add.at(totals, (month, account, currency), amount)
    # An account of the ledger that is no service cost is out of scope, not a difference.
    totals[np.unique(month), len(ACCOUNTS), 0] = 123_456_00
    month, account, currency = np.nonzero(totals)
    columns = {
        "ledger_month": days(month_start(world.first_month + month)),
        "account": labels(account, [*ACCOUNTS, "7100"]),
        "amount": money(totals[month, account, currency]),
        "currency": labels(currency, CURRENCIES),
        "updated_at": seconds(month_ends(world)[month] * DAY + 21 * 3600),
    }
    sink.write("finance.ledger_totals", columns)


def write_reserve(world: World, sink: Sink, books: Books) -> None:
    """`warranty.reserve_movements`: opening, accruals on revenue, settlements of claims, others."""
    claims = books.get("claims", 6, len(cat.LINES), world.months)[:2].sum(axis=0)
    revenue = books.get("revenue", len(cat.LINES), world.months)
    ends = month_ends(world)
    first = int(world.month_index(np.array([world.start]))[0])
    kinds = ["opening", "accrual", "preexisting", "settlement", "fx", "other"]
    rows = []
    for line in range(4):
        rows.append((line, first, 0, 30_000 * world.units))
        for month in range(first, world.months):
            rows.append((line, month, 1, int(revenue[line, month]) * 24 // 1000))
            rows.append((line, month, 3, -int(claims[line, month])))
            if month % 12 == 5:
                rows.append((line, month, 2, int(claims[line, month]) // 20))
    for month in range(first, world.months, 6):
        rows.append((-1, month, 4, 1_234_56))
        rows.append((-1, month, 5, -2_000_00))
    line, month, kind, amount = np.array(rows).T
    on = np.where(kind == 0, month_start(world.first_month + month), ends[month])
    columns = {
        "movement_id": ids("RES-", np.arange(len(rows))),
        "product_line": labels(line, cat.LINES),
        "posted_on": days(on),
        "movement_type": labels(kind, kinds),
        "amount": money(amount),
        "currency": labels(np.zeros(len(rows)), CURRENCIES),
        "updated_at": seconds(np.maximum(on, world.start) * DAY + 22 * 3600),
    }
    sink.write("warranty.reserve_movements", columns, on <= world.as_of)
