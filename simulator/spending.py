"""Stock and its movements, payments to partners, revenue outside sales, marketing, lump sums."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import month_start
from simulator.columns import DAY, days, decimals, ids, labels, money, seconds
from simulator.company import (
    CURRENCIES,
    REGION_IDS,
    SUPPLIER_IDS,
)
from simulator.ledger import Books, month_ends
from simulator.work import LOCATIONS, MOVEMENTS
from simulator.world import World
from simulator.writer import Sink


def write_stock(world: World, sink: Sink, books: Books, rng: np.random.Generator) -> None:
    """`parts.inventory_snapshots` at month ends, some recounted, and the movements behind them."""
    parts, regions = len(world.parts.numbers), len(REGION_IDS)
    demand = books.get("demand", parts, regions, world.months) // 1000
    first = int(world.month_index(np.array([world.start]))[0])
    monthly = demand.sum(axis=2) / max(1, world.months - first)
    for month in range(first, world.months):
        alive = world.parts.valid_from <= month_start(world.first_month + month)
        part, region = np.nonzero(alive[:, None] & np.ones(regions, dtype=bool))
        level = np.ceil(monthly[part, region] * rng.uniform(0.5, 3, len(part))).astype(np.int64) + 1
        end = month_ends(world)[month]
        base = {
            "snapshot_on": days(np.full(len(part), end)),
            "part_no": labels(part, world.parts.numbers),
            "location_id": labels(region, LOCATIONS),
            "allocated_qty": decimals(level // 4 * 1000, 18, 3),
            "on_order_qty": decimals(rng.integers(0, 3, len(part)) * 1000, 18, 3),
            "unit_cost": money(world.parts.cost[part]),
            "currency": labels(np.zeros(len(part)), CURRENCIES),
        }
        counted = {**base, "on_hand_qty": decimals(level * 1000, 18, 3)}
        at = np.full(len(part), end * DAY + 18 * 3600)
        sink.write("parts.inventory_snapshots", {**counted, "updated_at": seconds(at)})
        again = {
            **base,
            "on_hand_qty": decimals(np.maximum(level - 1, 0) * 1000, 18, 3),
            "updated_at": seconds(at + 3 * DAY),
        }
        sink.write("parts.inventory_snapshots", again, rng.random(len(part)) < 0.03, again=True)
        _write_receipts(world, sink, rng, month, part, region, demand)


def _write_receipts(
    world: World,
    sink: Sink,
    rng: np.random.Generator,
    month: int,
    part: np.ndarray,
    region: np.ndarray,
    demand: np.ndarray,
) -> None:
    kind = rng.choice([1, 2, 3, 4, 6], len(part), p=[0.8, 0.06, 0.06, 0.04, 0.04])
    quantity = np.where(kind == 1, np.maximum(demand[part, region, month], 1), 1) * 1000
    quantity = np.where((kind == 6) & (rng.random(len(part)) < 0.5), -quantity, quantity)
    at = (month_start(world.first_month + month) + 9) * DAY + rng.integers(0, DAY, len(part))
    number = np.arange(len(part)) + month * 1000
    columns = {
        "movement_id": ids("MVC-", number),
        "part_no": labels(part, world.parts.numbers),
        "location_id": labels(region, LOCATIONS),
        "movement_type": labels(kind, MOVEMENTS),
        "quantity": decimals(quantity, 18, 3),
        "moved_at": seconds(at),
        "updated_at": seconds(at + 60),
    }
    sink.write("parts.movements", columns, rng.random(len(part)) < 0.5)


def write_other(world: World, sink: Sink, books: Books) -> None:
    """Settlements with partners, company revenue, marketing, programme costs, lump recoveries."""
    first = int(world.month_index(np.array([world.start]))[0])
    months = np.arange(first, world.months)
    ends = month_ends(world)[months]
    starts = month_start(world.first_month + months)
    partners = len(world.network.partner_ids)
    partner, month = (grid.ravel() for grid in np.meshgrid(np.arange(partners), months))
    gross = 4_000_00 + (partner * 37 + month * 91) % 900 * 100 + world.units * 10
    end = month_ends(world)[month]
    sink.write(
        "service.partner_settlements",
        {
            "settlement_id": ids("SET-", month * 1000 + partner),
            "partner_id": labels(partner, world.network.partner_ids),
            "settled_on": days(end),
            "gross_amount": money(gross),
            "payout_amount": money(gross * 82 // 100),
            "currency": labels(np.zeros(len(month)), CURRENCIES),
            "updated_at": seconds(end * DAY + 50_000),
        },
        end <= world.as_of,
    )
    _write_company_revenue(world, sink, books, months, starts, ends)
    spend = [(month, channel) for month in range(len(months)) for channel in range(3)]
    month, channel = np.array(spend).T
    amount = (2_000 + (month * 53 + channel * 17) % 400 * 10) * world.units
    sink.write(
        "crm.marketing_spend",
        {
            "spend_id": ids("MKS-", np.arange(len(month))),
            "spent_on": days(starts[month] + 14),
            "channel": labels(channel, ["search", "fairs", "social"]),
            "amount": money(amount),
            "currency": labels(channel == 1, CURRENCIES),
            "updated_at": seconds((starts[month] + 14) * DAY + 40_000),
        },
    )
    quarters = starts[2::3] + 20
    number = np.arange(len(quarters))
    sink.write(
        "crm.referral_rewards",
        {
            "reward_id": ids("RWP-", number),
            "paid_on": days(quarters),
            "amount": money(np.full(len(quarters), 8_000_00)),
            "currency": labels(np.zeros(len(quarters)), CURRENCIES),
            "updated_at": seconds(quarters * DAY + 40_000),
        },
    )
    _write_lump_sums(world, sink, books, quarters)


def _write_company_revenue(
    world: World, sink: Sink, books: Books, months: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> None:
    revenue = books.sums.setdefault(
        "revenue", np.zeros((len(cat.LINES), world.months), dtype=np.int64)
    )
    for line, currency in ((0, 0), (2, 0), (2, 1)):
        amount = 150_000_00 + (months * 77 + line * 13) % 300 * 100_00 + 33 * currency
        known = ends * DAY + 75_000 < world.end
        sink.write(
            "finance.company_revenue",
            {
                "revenue_month": days(starts),
                "product_line": labels(np.full(len(months), line), cat.LINES),
                "net_amount": money(amount),
                "currency": labels(np.full(len(months), currency), CURRENCIES),
                "updated_at": seconds(ends * DAY + 75_000),
            },
        )
        value = world.rates.to_reporting(amount, np.full(len(months), currency), ends)
        np.add.at(revenue[line], months[known], value[known])


def _write_lump_sums(world: World, sink: Sink, books: Books, quarters: np.ndarray) -> None:
    """Suppliers pay quarterly sums that belong to no claim."""
    supplier, quarter = (
        grid.ravel() for grid in np.meshgrid(np.arange(3), np.arange(len(quarters)))
    )
    # About one in twenty units earns a supplier's contribution, whatever the company's size.
    asked = (300 + supplier * 70 + quarter * 11) * world.units
    requested, received = quarters[quarter], quarters[quarter] + 40 + supplier
    base = {
        "recovery_id": ids("LMP-", quarter * 10 + supplier),
        "requested_on": days(requested),
        "supplier_id": labels(supplier, SUPPLIER_IDS),
        "requested_amount": money(asked),
        "currency": labels(np.where(supplier == 2, 1, 0), CURRENCIES),
    }
    sink.write(
        "warranty.supplier_recoveries", {**base, "updated_at": seconds(requested * DAY + 30_000)}
    )
    paid, known = asked * 3 // 4, received * DAY + 30_000
    sink.write(
        "warranty.supplier_recoveries",
        {
            **base,
            "recovered_amount": money(paid),
            "received_on": days(received),
            "updated_at": seconds(known),
        },
        again=True,
    )
    told = known < world.end
    value = world.rates.to_reporting(paid, np.where(supplier == 2, 1, 0), received)
    recovered = books.sums.setdefault(
        "recovered", np.zeros((len(cat.LINES), world.months), dtype=np.int64)
    )
    month = world.month_index(np.minimum(received, world.as_of))
    np.add.at(recovered[cat.UNKNOWN_LINE], month[told], value[told])
