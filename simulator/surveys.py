"""Survey answers: relationship and transaction NPS, satisfaction by centre, moments, effort."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment, month_of
from simulator.columns import DAY, decimals, labels, seconds
from simulator.fleet import Fleet
from simulator.jobs import NEVER, Jobs
from simulator.tickets import Tickets
from simulator.world import Block

TYPES = ["nps_relationship", "nps_transaction", "csat", "ces", "moment", "other"]
RELATIONSHIP, TRANSACTION, CSAT, CES, MOMENT, OTHER = range(6)
MOMENTS = [
    "purchase",
    "delivery",
    "call",
    "describe_problem",
    "wait_response",
    "book_visit",
    "engineer_visit",
    "back_and_forth",
    "wait_repair",
    "completion",
    "maintenance",
    "rescue",
    "other",
]
COMMENTS = ["quick and friendly", "had to explain it twice", "waited too long", "great engineer"]


def _answers(
    block: Block,
    kind: int,
    keys: np.ndarray,
    at: np.ndarray,
    score: np.ndarray,
    high: np.ndarray,
    **links: object,
) -> None:
    n = len(keys)
    columns = {
        "response_id": block.ids("SUR-", keys),
        "survey_type": labels(np.full(n, kind), TYPES),
        "score": decimals(score * 100, 9, 2),
        "scale_min": decimals(np.where(high == 5, 100, 0), 9, 2),
        "scale_max": decimals(high * 100, 9, 2),
        "sent_at": seconds(at - block.rng.integers(600, 3 * DAY, n)),
        "answered_at": seconds(at),
        "comment": labels(
            np.where(block.chance(0.1, n), block.rng.integers(0, 4, n), -1), COMMENTS
        ),
        "updated_at": seconds(at + 60),
        **links,
    }
    block.sink.write("crm.survey_responses", columns)


def _quiet_hours(block: Block, day: np.ndarray) -> np.ndarray:
    """Between 02:00 and 15:00 UTC it is the same day in every region."""
    return moment(day, block.rng, 2, 15)


def write_surveys(block: Block, fleet: Fleet, jobs: Jobs, tickets: Tickets) -> dict:
    """`crm.survey_responses`; returns the scores of relationship answers for the referrals."""
    rng, world, n = block.rng, block.world, block.units
    quality = world.network.csat
    # Relationship: a third of the owners each half year, a few of them on a scale from 1 to 5.
    unit = np.repeat(np.arange(n), 2 * world.years)
    turn = np.tile(np.arange(2 * world.years), n)
    day = np.where(fleet.in_service[unit] < world.as_of, fleet.in_service[unit], world.as_of)
    day = day + 60 + turn * 182 + rng.integers(0, 60, len(unit))
    asked = (day < world.as_of) & (day < fleet.left[unit]) & block.chance(0.16, len(unit))
    asked &= cat.PRODUCT_IS_OWN[fleet.product[unit]]
    unit, day = unit[asked], day[asked]
    key = np.arange(len(unit))
    customer = np.where(block.chance(0.05, len(unit)), -1, fleet.customer[unit])
    good = quality[fleet.customer_center[fleet.customer[unit]]]
    score = np.clip(np.round(rng.normal(5.4 + 4 * good, 2.1)), 0, 10).astype(np.int64)
    high = np.where(block.chance(0.03, len(unit)), 5, 10)
    score = np.where(high == 5, np.clip(score // 2, 1, 5), score)
    at = _quiet_hours(block, day)
    product = np.where(block.chance(0.8, len(unit)), fleet.product[unit], -1)
    _answers(
        block,
        RELATIONSHIP,
        key,
        at,
        score,
        high,
        customer_id=block.ids("CUS-", customer),
        product_id=labels(product, cat.PRODUCT_IDS),
    )
    _note(block, fleet, RELATIONSHIP, customer, at, key, score, high)
    used = len(key)
    used = _after_jobs(block, fleet, jobs, used)
    _moments(block, fleet, tickets, used)
    return {"customer": customer, "at": at, "score": score}


def _note(
    block: Block,
    fleet: Fleet,
    kind: int,
    customer: np.ndarray,
    at: np.ndarray,
    key: np.ndarray,
    score: np.ndarray,
    high: np.ndarray,
) -> None:
    """Truth: one answer per surviving customer and quarter, the latest, then the highest key."""
    world = block.world
    told = at + 60 < world.end
    quarter = month_of(at // DAY) // 3
    first = int(month_of(np.array([world.rates.first]))[0]) // 3
    quarters = world.months // 3 + 3
    other = told & (high != 10)
    block.book("nps_other", (2, quarters), (np.full(other.sum(), kind), quarter[other] - first), 1)
    kept = np.flatnonzero(told & (high == 10))
    who = np.where(customer[kept] >= 0, fleet.survivor[customer[kept]], -1 - kept)
    order = np.lexsort((key[kept], at[kept], quarter[kept], who))
    sorted_who, sorted_quarter = who[order], quarter[kept][order]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (sorted_who[1:] != sorted_who[:-1]) | (sorted_quarter[1:] != sorted_quarter[:-1])
    chosen = kept[order[last]]
    group = np.where(score[chosen] >= 9, 0, np.where(score[chosen] >= 7, 1, 2))
    block.book(
        "nps", (2, quarters, 3), (np.full(len(chosen), kind), quarter[chosen] - first, group), 1
    )


def _after_jobs(block: Block, fleet: Fleet, jobs: Jobs, used: int) -> int:
    """Transaction NPS, satisfaction and effort after closed jobs of own products."""
    rng, world = block.rng, block.world
    done = (jobs.closed < NEVER) & cat.PRODUCT_IS_OWN[fleet.product[jobs.unit]]
    good = world.network.csat[jobs.center]
    for kind, share in ((TRANSACTION, 0.14), (CSAT, 0.3), (CES, 0.05), (OTHER, 0.01)):
        job = np.flatnonzero(done & block.chance(share, len(jobs)))
        at = _quiet_hours(block, jobs.closed[job] // DAY + rng.integers(1, 9, len(job)))
        key = used + np.arange(len(job))
        customer = np.where(block.chance(0.04, len(job)), -1, fleet.customer[jobs.unit[job]])
        if kind == CSAT:
            satisfied = block.chance(good[job], len(job))
            score = np.where(satisfied, rng.integers(5, 6, len(job)), rng.integers(1, 4, len(job)))
            high = np.full(len(job), 5)
        elif kind in (CES, OTHER):
            score, high = rng.integers(1, 8, len(job)), np.full(len(job), 7)
        else:
            mean = 4.5 + 5 * good[job] - 1.5 * (jobs.visits[job] > 1)
            score = np.clip(np.round(rng.normal(mean, 2.2)), 0, 10).astype(np.int64)
            high = np.full(len(job), 10)
        _answers(
            block,
            kind,
            key,
            at,
            score,
            high,
            customer_id=block.ids("CUS-", customer),
            work_order_id=block.ids("WOR-", job),
            ticket_id=block.ids("TIC-", jobs.ticket[job]),
        )
        if kind == TRANSACTION:
            _note(block, fleet, kind, customer, at, key, score, high)
        used += len(job)
    return used


def _moments(block: Block, fleet: Fleet, tickets: Tickets, used: int) -> None:
    """Scores of single moments, of the purchase and of tickets."""
    rng, world = block.rng, block.world
    unit = np.flatnonzero((fleet.in_service < world.as_of) & block.chance(0.1, block.units))
    at = _quiet_hours(block, fleet.in_service[unit] + rng.integers(1, 9, len(unit)))
    key = used + np.arange(len(unit))
    _answers(
        block,
        MOMENT,
        key,
        at,
        rng.integers(7, 11, len(unit)),
        np.full(len(unit), 10),
        customer_id=block.ids("CUS-", fleet.customer[unit]),
        moment=labels(rng.integers(0, 2, len(unit)), MOMENTS),
    )
    used += len(unit)
    chosen = np.flatnonzero(
        (tickets.solved < NEVER) & ~tickets.is_spam & block.chance(0.1, len(tickets.solved))
    )
    for step in range(2):
        stage = (
            rng.integers(2, len(MOMENTS), len(chosen))
            if step == 0
            else np.full(len(chosen), MOMENTS.index("completion"))
        )
        at = tickets.solved[chosen] + 3600 * (1 + step) + rng.integers(0, 1800, len(chosen))
        key = used + np.arange(len(chosen))
        _answers(
            block,
            MOMENT,
            key,
            at,
            rng.integers(1, 11, len(chosen)),
            np.full(len(chosen), 10),
            customer_id=block.ids("CUS-", tickets.customer[chosen]),
            ticket_id=block.ids("TIC-", chosen),
            moment=labels(stage, MOMENTS),
        )
        used += len(chosen)
