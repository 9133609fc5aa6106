"""Customers over time: contracts, goals, product use, churn, posts, decisions."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment, month_start
from simulator.columns import DAY, NULL, days, decimals, integers, labels, money, seconds
from simulator.company import CURRENCIES, REGION_CURRENCY
from simulator.fleet import FAR, Fleet, known_at
from simulator.tickets import Tickets
from simulator.work import in_currency
from simulator.world import Block

SERVICE_PRODUCTS = [
    "installation",
    "training",
    "maintenance_plan",
    "extended_warranty",
    "remote_monitoring",
    "uptime_guarantee",
    "other",
]
YEARLY = np.array([3_000, 4_000, 4_200, 5_600, 2_400, 16_000, 1_500])
CHANGES = ["new", "expansion", "contraction", "churn", "reactivation"]
REASONS = ["service_experience", "product", "price", "competitor", "moved", "other"]
FACTORS = ["service", "price", "range", "design", "charging network", "brand"]


def draw_extended(block: Block, fleet: Fleet) -> np.ndarray:
    """Units with an extended warranty from the fourth year."""
    return cat.PRODUCT_IS_OWN[fleet.product] & block.chance(0.2, block.units)


def write_contracts(block: Block, fleet: Fleet, extended: np.ndarray) -> dict:
    """`crm.service_contracts`, `crm.contract_changes`, extended `warranty.coverages`."""
    rng, world, n = block.rng, block.world, block.units
    fielded = (fleet.in_service < world.as_of) & cat.PRODUCT_IS_OWN[fleet.product]
    product = rng.choice(7, n, p=[0.1, 0.05, 0.4, 0.0, 0.3, 0.1, 0.05])
    product = np.where(extended, 3, product)
    unit = np.flatnonzero(fielded & (extended | block.chance(0.28, n)))
    product = product[unit]
    starts = fleet.in_service[unit] + rng.integers(0, 60, len(unit))
    starts = np.where(product == 3, fleet.in_service[unit] + 3 * 365, starts)
    signed = np.minimum(starts, fleet.in_service[unit] + rng.integers(0, 60, len(unit)))
    ends = np.where(product == 3, starts + 730, np.where(product < 2, starts + 90, NULL))
    currency = REGION_CURRENCY[fleet.region[unit]]
    amount = in_currency(YEARLY[product] * rng.integers(80, 130, len(unit)), currency)
    uptime = product == 5
    columns = {
        "contract_id": block.ids("CON-", unit),
        "customer_id": block.ids("CUS-", fleet.customer[unit]),
        "unit_id": block.ids("UNI-", unit),
        "service_product": labels(product, SERVICE_PRODUCTS),
        "starts_on": days(starts),
        "ends_on": days(ends),
        "annual_amount": money(amount),
        "fee_per_hour": decimals(np.where(uptime, 250_000, NULL), 18, 4),
        "guaranteed_availability": decimals(np.where(uptime, 970_000, NULL), 9, 6),
        "currency": labels(currency, CURRENCIES),
        "updated_at": seconds(known_at(signed, block)),
    }
    block.sink.write("crm.service_contracts", columns)
    cover = {
        "coverage_id": block.ids("COV-", unit * 3 + 2),
        "unit_id": block.ids("UNI-", unit),
        "coverage_type": labels(np.zeros(len(unit)), ["extended"]),
        "starts_on": days(starts),
        "ends_on": days(ends),
        "usage_limit": money(np.full(len(unit), 20_000_000)),
        "updated_at": seconds(known_at(signed, block)),
    }
    block.sink.write("warranty.coverages", cover, product == 3)
    _write_changes(block, fleet, unit, product, starts, amount, currency)
    return {
        "unit": unit,
        "product": product,
        "starts": starts,
        "amount": amount,
        "currency": currency,
    }


def _write_changes(
    block: Block,
    fleet: Fleet,
    unit: np.ndarray,
    product: np.ndarray,
    starts: np.ndarray,
    amount: np.ndarray,
    currency: np.ndarray,
) -> None:
    rng, n = block.rng, len(unit)
    recurring = product >= 2
    grown = amount * rng.integers(5, 40, n) // 100
    less = amount * rng.integers(5, 30, n) // 100
    day = starts.copy()
    fate = rng.random(n)
    plan = [
        (0, starts, amount, recurring),
        (1, day + rng.integers(90, 500, n), grown, recurring & (fate < 0.2)),
        (2, day + rng.integers(90, 500, n), -less, recurring & (fate > 0.86)),
        (3, day + rng.integers(300, 700, n), -amount, recurring & (fate > 0.4) & (fate < 0.48)),
        (4, day + rng.integers(720, 800, n), amount, recurring & (fate > 0.4) & (fate < 0.42)),
    ]
    for kind, on, delta, where in plan:
        columns = {
            "change_id": block.ids("CCH-", unit * 5 + kind),
            "contract_id": block.ids("CON-", unit),
            "customer_id": block.ids("CUS-", fleet.customer[unit]),
            "change_type": labels(np.full(n, kind), CHANGES),
            "changed_on": days(on),
            "annual_amount_delta": money(delta),
            "currency": labels(currency, CURRENCIES),
            "updated_at": seconds(known_at(on, block)),
        }
        block.sink.write("crm.contract_changes", columns, where & (on <= block.world.as_of))


def write_standing(block: Block, fleet: Fleet) -> None:
    """`crm.customer_events`: activated, churned by the rate of the centre, some come back."""
    rng, world = block.rng, block.world
    network, n = world.network, len(fleet.created)
    first = np.full(n, FAR)
    np.minimum.at(first, fleet.customer, fleet.in_service)
    center = fleet.customer_center
    rate = -np.log(1 - network.churn[center])
    churned = first + 60 + (rng.exponential(1, n) / rate * 365).astype(np.int64)
    back = churned + rng.integers(60, 400, n)
    active = first <= world.as_of
    lost = active & (churned <= world.as_of)
    plan = [(0, first, active), (1, churned, lost), (2, back, lost & block.chance(0.08, n))]
    for kind, on, where in plan:
        reason = rng.choice(6, n, p=[0.4, 0.15, 0.15, 0.15, 0.1, 0.05])
        columns = {
            "event_id": block.ids("CEV-", np.arange(n) * 3 + kind),
            "customer_id": block.ids("CUS-", np.arange(n)),
            "event_type": labels(np.full(n, kind), ["activated", "churned", "reactivated"]),
            "occurred_on": days(np.minimum(on, FAR)),
            "reason": labels(np.where(kind == 1, reason, -1), REASONS),
            "service_center_id": labels(center, network.ids),
            "updated_at": seconds(known_at(on, block)),
        }
        block.sink.write("crm.customer_events", columns, where & (on <= world.as_of))
    last = world.as_of
    ids_ = np.arange(len(network.region))
    one_year = lost & (churned > last - 365)
    start = active & (first <= last - 365) & ~(churned <= last - 365)
    block.book("center_customers", (len(ids_),), (center[start],), 1)
    block.book("center_churned", (len(ids_),), (center[start & one_year],), 1)
    _write_decisions(block, churned, lost)


def _write_decisions(block: Block, churned: np.ndarray, lost: np.ndarray) -> None:
    rng = block.rng
    chosen = np.flatnonzero(block.chance(np.where(lost, 0.2, 0.04), len(churned)))
    on = np.where(lost[chosen], churned[chosen] + 30, block.world.as_of - 90)
    lead = np.where(block.chance(0.7, len(chosen)), 0, rng.integers(1, 6, len(chosen)))
    for rank in (1, 2, 3):
        factor = (lead + (rank - 1) * 2) % 6
        factor = np.where(rank == 1, lead, factor)
        columns = {
            "respondent_id": block.ids("RSP-", chosen),
            "customer_id": block.ids("CUS-", chosen),
            "outcome": labels(lost[chosen], ["repurchased", "defected"]),
            "factor": labels(factor, FACTORS),
            "factor_rank": integers(np.full(len(chosen), rank)),
            "answered_on": days(on),
            "updated_at": seconds(on * DAY + 50_000),
        }
        block.sink.write("crm.purchase_decisions", columns)


def write_goals_and_use(block: Block, fleet: Fleet) -> None:
    """`crm.customer_goals`, `crm.product_usage`, `crm.success_interventions`, for businesses."""
    rng, world = block.rng, block.world
    business = np.flatnonzero(fleet.is_business | block.chance(0.03, len(fleet.created)))
    n, created = len(business), fleet.created[business]
    set_on = created + rng.integers(0, 90, n)
    due = set_on + rng.integers(200, 600, n)
    target = rng.integers(90, 99, n) * 10_000
    goal = {
        "goal_id": block.ids("GOA-", business),
        "customer_id": block.ids("CUS-", business),
        "goal_name": labels(rng.integers(0, 2, n), ["availability", "cost per km"]),
        "baseline_value": decimals(target - 80_000, 18, 4),
        "target_value": decimals(target, 18, 4),
        "due_on": days(due),
    }
    block.sink.write("crm.customer_goals", {**goal, "updated_at": seconds(known_at(set_on, block))})
    reached = {
        **goal,
        "actual_value": decimals(target + rng.integers(-60_000, 40_000, n), 18, 4),
        "updated_at": seconds(known_at(due + 10, block)),
    }
    block.sink.write("crm.customer_goals", reached, again=True)
    first = world.month_index(np.maximum(created, world.start))
    for month in range(int(first.min()) if n else 0, world.months):
        day = np.full(n, month_start(world.first_month + month))
        active = rng.binomial(28, 0.7, n)
        columns = {
            "customer_id": block.ids("CUS-", business),
            "usage_month": days(day),
            "active_days": integers(active),
            "features_used": integers(rng.binomial(24, 0.4, n)),
            "features_available": integers(np.full(n, 24)),
            "updated_at": seconds((day + 31) * DAY + 7200),
        }
        block.sink.write("crm.product_usage", columns, month > first)
    started = moment(created + rng.integers(100, 900, n), rng, 8, 17)
    done = started + rng.integers(DAY, 20 * DAY, n)
    act = {
        "intervention_id": block.ids("INT-", business),
        "customer_id": block.ids("CUS-", business),
        "started_at": seconds(started),
        "kind": labels(rng.integers(0, 3, n), ["call", "training", "health check"]),
    }
    block.sink.write("crm.success_interventions", {**act, "updated_at": seconds(started)})
    done_columns = {**act, "completed_at": seconds(done), "updated_at": seconds(done)}
    block.sink.write("crm.success_interventions", done_columns, again=True)


def write_posts(block: Block, tickets: Tickets) -> None:
    """`crm.social_posts`: complaints in public, the company's reply, the customer's update."""
    rng = block.rng
    chosen = np.flatnonzero(tickets.is_complaint & block.chance(0.12, len(tickets.opened)))
    n = len(chosen)
    posted = tickets.opened[chosen] + rng.integers(DAY, 5 * DAY, n)
    likes = rng.integers(3, 3000, n)
    for step, (role, sentiment, lag) in enumerate(((0, 2, 0), (1, 1, 2), (0, 0, 5))):
        at = posted + lag * DAY + rng.integers(0, 3600, n)
        there = block.chance([1.0, 0.7, 0.4][step], n)
        factor = likes * rng.integers(1, 6, n) if step == 2 else likes
        parent = chosen * 3 if step else np.full(n, -1)
        columns = {
            "post_id": block.ids("POS-", chosen * 3 + step),
            "customer_id": block.ids("CUS-", np.where(role == 0, tickets.customer[chosen], -1)),
            "ticket_id": block.ids("TIC-", chosen),
            "parent_post_id": block.ids("POS-", parent),
            "author_role": labels(np.full(n, role), ["customer", "company", "other"]),
            "sentiment": labels(np.full(n, sentiment), ["positive", "neutral", "negative"]),
            "posted_at": seconds(at),
            "views": integers(factor * 40),
            "shares": integers(factor // 9),
            "likes": integers(factor),
            "updated_at": seconds(at + 60),
        }
        block.sink.write("crm.social_posts", columns, there)
