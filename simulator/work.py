"""Work orders and what belongs to them: visits, engineers, costs, parts, notices."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import local_day
from simulator.columns import DAY, NULL, booleans, days, decimals, integers, labels, money, seconds
from simulator.company import CURRENCIES, REGION_CURRENCY, REGION_IDS, REGION_OFFSET
from simulator.jobs import (
    INSTALLATION,
    KINDS,
    MODES,
    NEVER,
    OTHER,
    PAID,
    Jobs,
)
from simulator.world import Block

LOCATIONS = [f"LOC-{key[2:]}" for key in REGION_IDS]
ARTICLES = [f"KB-{index:03d}" for index in range(60)]
HOUR_RATE, KM_RATE = 150, 2  # whole CNY
COST_TYPES = ["labor", "travel", "parts", "freight", "other"]
BASES = ["actual_cost", "standard_cost", "list_price_forgone"]
LEDGER_TYPES = ["labor", "travel", "parts", "logistics", "partner_fees"]
LABOR, TRAVEL, PARTS, LOGISTICS, PARTNER_FEES = range(5)


def in_currency(cny_cents: np.ndarray, currency: np.ndarray) -> np.ndarray:
    """List amounts in the currency of a centre: 7 CNY to the EUR, whatever the rate of the day."""
    return np.where(currency == 1, cny_cents // 7, cny_cents).astype(np.int64)


def job_currency(block: Block, jobs: Jobs) -> np.ndarray:
    """Currency of the centre of each job."""
    return REGION_CURRENCY[block.world.network.region[jobs.center]]


def job_costs(block: Block, jobs: Jobs) -> np.ndarray:
    """Cost of each job in hundredths of its currency, one row for each of `COST_TYPES`."""
    n, currency = len(jobs), job_currency(block, jobs)
    hours = cat.CATEGORY_HOURS[np.where(jobs.category < 0, cat.FILTER, jobs.category)]
    hours = (hours * block.rng.uniform(0.8, 1.6, n)).astype(np.int64)
    outside = (jobs.mode == 0) | (jobs.mode == 2)
    travel = np.where(outside, block.rng.integers(10, 240, n) * KM_RATE * 100 * jobs.visits, 0)
    part = np.where(jobs.part < 0, 0, block.world.parts.cost[np.maximum(jobs.part, 0)])
    part = np.where((jobs.mode >= 3) | (jobs.kind == INSTALLATION), 0, part)
    freight = np.where((part > 0) & block.chance(0.05, n), block.rng.integers(2_000, 9_000, n), 0)
    other = np.where(block.chance(0.02, n), block.rng.integers(1_000, 20_000, n), 0)
    lists = (hours * HOUR_RATE, travel, part, freight, other)
    return np.stack([in_currency(amount, currency) for amount in lists])


def write_work_orders(block: Block, jobs: Jobs, goodwill: np.ndarray) -> None:
    """`service.work_orders`: opened, and closed; `goodwill` in hundredths, `NULL` for none."""
    n, rng = len(jobs), block.rng
    known = jobs.category >= 0
    coded = known & block.chance(0.96, n)
    cold = np.where(jobs.ambient <= -20, 0, np.where(jobs.ambient <= -10, 1, -1))
    base = {
        "work_order_id": block.ids("WOR-", np.arange(n)),
        "ticket_id": block.ids("TIC-", jobs.ticket),
        "unit_id": block.ids("UNI-", jobs.unit),
        "order_type": labels(np.where(jobs.kind == OTHER, 0, jobs.kind), KINDS),
        "service_mode": labels(jobs.mode, MODES),
        "service_center_id": labels(jobs.center, block.world.network.ids),
        "opened_at": seconds(jobs.opened),
        "failure_system": labels(
            np.where(coded, cat.CATEGORY_SYSTEM[jobs.category], -1), cat.SYSTEMS
        ),
        "failure_mode": labels(np.where(coded, jobs.failure_mode, -1), cat.MODES),
        "ambient_condition": labels(cold, ["extreme cold", "cold"]),
        "planned_visits": integers(np.where(jobs.kind == INSTALLATION, 2, 1)),
        "price_shown_at": seconds(np.where(block.chance(0.6, n), jobs.opened, NULL)),
        "goodwill_amount": money(goodwill),
        "loaner_offered": booleans(np.where(jobs.waits, block.chance(0.5, n), NULL)),
        "currency": labels(job_currency(block, jobs), CURRENCIES),
    }
    block.sink.write("service.work_orders", {**base, "updated_at": seconds(jobs.opened + 30)})
    closed = {
        **base,
        "closed_at": seconds(jobs.closed),
        "extra_checks_done": integers(rng.binomial(2, 0.15, n)),
        "knowledge_article_id": labels(
            np.where(known & block.chance(0.4, n), rng.integers(0, 60, n), -1), ARTICLES
        ),
        "updated_at": seconds(jobs.closed + 60),
    }
    block.sink.write("service.work_orders", closed, jobs.closed < NEVER, again=True)
    _book_closed(block, jobs, jobs.closed + 60 < block.world.end)


def _book_closed(block: Block, jobs: Jobs, done: np.ndarray) -> None:
    region = block.world.network.region[jobs.center[done]]
    day = local_day(jobs.closed[done], REGION_OFFSET[region])
    inside = day <= block.world.as_of
    month = block.world.month_index(np.minimum(day, block.world.as_of))
    kind = np.where(jobs.kind[done] == OTHER, 0, jobs.kind[done])
    block.book("closed", (len(KINDS), block.world.months), (kind[inside], month[inside]), 1)


def write_visits(block: Block, jobs: Jobs, costs: np.ndarray) -> None:
    """`service.visits` and `service.visit_engineers`, for jobs done at the customer's."""
    world, rng = block.world, block.rng
    onsite = np.flatnonzero((jobs.mode == 0) | (jobs.mode == 2))
    for index in range(3):
        job = onsite[jobs.visits[onsite] > index]
        n, total = len(job), jobs.visits[job]
        end = np.where(jobs.closed[job] < NEVER, jobs.closed[job], jobs.opened[job] + 9 * DAY)
        span = end - jobs.opened[job]
        arrived = jobs.opened[job] + span * (10 * index + 5) // (10 * total)
        finished = np.minimum(
            arrived + 4 * 3600, jobs.opened[job] + span * (10 * index + 9) // (10 * total)
        )
        last = (index == total - 1) & (jobs.closed[job] < NEVER)
        drawn = rng.choice(4, n, p=[0.84, 0.1, 0.04, 0.02])
        outcome = np.where(last, 0, drawn + 1)
        missed = (outcome == 2) | (outcome == 3)
        region = world.network.region[jobs.center[job]]
        currency = REGION_CURRENCY[region]
        reason = np.where(jobs.waits[job], 0, rng.integers(0, 6, n))
        reason = np.where((outcome == 1) & block.chance(0.85, n), reason, -1)
        labor = np.where(missed, 0, costs[0][job] // total)
        columns = {
            "visit_id": block.ids("VIS-", job * 3 + index),
            "work_order_id": block.ids("WOR-", job),
            "region_id": labels(region, REGION_IDS),
            "requested_at": seconds(jobs.opened[job]),
            "scheduled_at": seconds(np.maximum(arrived - 1800, jobs.opened[job])),
            "arrived_at": seconds(np.where(missed, NULL, arrived)),
            "finished_at": seconds(np.where(missed, NULL, finished)),
            "outcome": labels(outcome, ["fixed", "not_fixed", "no_access", "cancelled", "other"]),
            "not_fixed_reason": labels(
                reason, ["parts_missing", "skill", "diagnosis", "product", "customer", "other"]
            ),
            "distance_km": decimals(costs[1][job] // total // KM_RATE // 10, 9, 1),
            "labor_cost": money(labor),
            "travel_cost": money(costs[1][job] // total),
            "currency": labels(currency, CURRENCIES),
            "updated_at": seconds(finished + 60),
        }
        block.sink.write("service.visits", columns)
        _write_engineers(block, jobs, job, index, finished, ~missed)


def _write_engineers(
    block: Block,
    jobs: Jobs,
    job: np.ndarray,
    index: int,
    finished: np.ndarray,
    attended: np.ndarray,
) -> None:
    network = block.world.network
    first = np.array([members[0] for members in network.center_engineers])[jobs.center[job]]
    size = np.array([len(members) for members in network.center_engineers])[jobs.center[job]]
    lead = block.rng.integers(0, 3, len(job)) % size
    for second in (0, 1):
        where = attended & (block.chance(0.25, len(job)) if second else True)
        columns = {
            "visit_id": block.ids("VIS-", job * 3 + index),
            "engineer_id": labels(first + (lead + second) % size, network.engineer_ids),
            "hours": decimals(block.rng.integers(50, 400, len(job)), 9, 2),
            "updated_at": seconds(finished + 60),
        }
        block.sink.write("service.visit_engineers", columns, where)


def write_costs(
    block: Block, jobs: Jobs, costs: np.ndarray, has_lines: np.ndarray, forgone: np.ndarray
) -> None:
    """`service.work_order_costs`; a forgone price replaces the cost of the part."""
    n = len(jobs)
    known = np.where(jobs.closed < NEVER, jobs.closed, jobs.opened + DAY)
    incurred = np.where(block.chance(0.9, n), known // DAY, NULL)
    standard = block.chance(0.1, n)
    currency = job_currency(block, jobs)
    offset = REGION_OFFSET[block.world.network.region[jobs.center]]
    at = np.where(jobs.closed < NEVER, jobs.closed, jobs.opened)
    valued = np.where(incurred == NULL, local_day(at, offset), incurred)
    for kind in range(len(COST_TYPES)):
        amount = costs[kind] * np.where(forgone & (kind == PARTS), 2, 1)
        where = has_lines & (amount > 0)
        basis = np.where(forgone & (kind == PARTS), 2, np.where(standard, 1, 0))
        columns = {
            "cost_line_id": block.ids("WOC-", np.arange(n) * 5 + kind),
            "work_order_id": block.ids("WOR-", np.arange(n)),
            "cost_type": labels(np.full(n, kind), COST_TYPES),
            "cost_basis": labels(basis, BASES),
            "amount": money(amount),
            "currency": labels(currency, CURRENCIES),
            "incurred_on": days(incurred),
            "updated_at": seconds(known + 120),
        }
        block.sink.write("service.work_order_costs", columns, where)
        told = where & (known + 120 < block.world.end)
        block.books.setdefault("case_lines", []).append(
            (np.flatnonzero(told), amount[told], currency[told], valued[told])
        )


def book_ledger(block: Block, jobs: Jobs, costs: np.ndarray, line: np.ndarray) -> None:
    """What the service ledger bears of jobs that no claim pays: own cost, or partners' fees."""
    world = block.world
    free = (jobs.payer == PAID) & (jobs.closed < world.end)
    own = world.network.is_own[jobs.center]
    month = world.month_index(np.minimum(jobs.closed // DAY, world.as_of))
    shape = (world.months, len(world.network.region), len(cat.LINES), len(LEDGER_TYPES))
    for kind in range(len(COST_TYPES)):
        where = free & (costs[kind] > 0)
        account = np.where(own, min(kind, LOGISTICS), PARTNER_FEES)[where]
        block.book(
            "ledger",
            shape,
            (month[where], jobs.center[where], line[where], account),
            costs[kind][where],
        )


def write_parts_use(block: Block, jobs: Jobs) -> None:
    """`parts.movements` (issues and returns) and `parts.requests` of jobs that waited."""
    world = block.world
    used = np.flatnonzero((jobs.part >= 0) & (jobs.mode < 3) & (jobs.kind != INSTALLATION))
    n = len(used)
    region = world.network.region[jobs.center[used]]
    end = np.where(jobs.closed[used] < NEVER, jobs.closed[used], jobs.opened[used] + 3 * DAY)
    at = end - (end - jobs.opened[used]) // 5
    quantity = np.where(jobs.category[used] == 8, 2000, 1000)
    for kind, where in ((0, np.ones(n, bool)), (5, block.chance(0.03, n))):
        moved = at + 3600 * (kind > 0)
        columns = {
            "movement_id": block.ids("MOV-", np.arange(n) * 2 + (kind > 0)),
            "part_no": labels(jobs.part[used], world.parts.numbers),
            "location_id": labels(region, LOCATIONS),
            "movement_type": labels(np.full(n, kind), MOVEMENTS),
            "quantity": decimals(quantity, 18, 3),
            "moved_at": seconds(moved),
            "work_order_id": block.ids("WOR-", used),
            "updated_at": seconds(moved + 60),
        }
        block.sink.write("parts.movements", columns, where)
        told = where & (moved + 60 < world.end)
        month = world.month_index(moved[told] // DAY)
        sign = -1 if kind else 1
        block.book(
            "demand",
            (len(world.parts.numbers), len(REGION_IDS), world.months),
            (jobs.part[used][told], region[told], month),
            sign * quantity[told],
        )
    waiting = np.flatnonzero(jobs.waits & (jobs.part >= 0))
    _write_requests(block, jobs, waiting)
    _write_notices(block, jobs, np.flatnonzero(jobs.waits))


MOVEMENTS = ["issue", "receipt", "transfer_in", "transfer_out", "scrap", "return", "adjustment"]


def _write_requests(block: Block, jobs: Jobs, job: np.ndarray) -> None:
    n = len(job)
    end = jobs.closed[job]
    requested = jobs.opened[job] + 3600
    arrived = np.where(end < NEVER, requested + (end - requested) * 7 // 10, NEVER)
    base = {
        "request_id": block.ids("REQ-", job),
        "work_order_id": block.ids("WOR-", job),
        "part_no": labels(jobs.part[job], block.world.parts.numbers),
        "quantity": decimals(np.full(n, 1000), 18, 3),
        "requested_at": seconds(requested),
        "promised_at": seconds(requested + block.rng.integers(2, 9, n) * DAY),
    }
    write = block.sink.write
    write("parts.requests", {**base, "updated_at": seconds(requested)})
    done = {**base, "fulfilled_at": seconds(arrived), "updated_at": seconds(arrived)}
    write("parts.requests", done, arrived < NEVER, again=True)


def _write_notices(block: Block, jobs: Jobs, job: np.ndarray) -> None:
    end = np.where(jobs.closed[job] < NEVER, jobs.closed[job], jobs.opened[job] + 12 * DAY)
    for day in range(4, 24):
        at = (jobs.opened[job] // DAY + day) * DAY + 9 * 3600 + 60 * day
        columns = {
            "notification_id": block.ids("NOT-", job * 24 + day),
            "work_order_id": block.ids("WOR-", job),
            "sent_at": seconds(at),
            "updated_at": seconds(at),
        }
        block.sink.write("service.notifications", columns, (at < end) & block.chance(0.7, len(job)))
