"""Warranty claims as they live: submitted, decided, posted late, denied, sent again, reversed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator import catalogue as cat
from simulator.columns import DAY, NULL
from simulator.fleet import Fleet
from simulator.jobs import CLAIM_TYPES, NEVER, PAID, Jobs
from simulator.work import job_currency
from simulator.world import Block

STATUSES = [
    "draft",
    "submitted",
    "pending",
    "approved",
    "partially_approved",
    "denied",
    "paid",
    "reversed",
]
DRAFT, SUBMITTED, PENDING, APPROVED, PARTIAL, DENIED, PAID_OUT, REVERSED = range(8)
COUNTING = np.array([False, False, False, True, True, False, True, False])
GOODWILL, OTHER = CLAIM_TYPES.index("goodwill"), CLAIM_TYPES.index("other")


@dataclass
class Claims:
    """One entry per claim, with what is known of it at the end.

    `stages` lists what was written: (claim numbers, version, whether it was decided, approved share
    in thousandths, second of knowledge); `final_*` is the highest version at the end.
    """

    job: np.ndarray
    unit: np.ndarray
    product: np.ndarray
    center: np.ndarray
    job_center: np.ndarray
    kind: np.ndarray
    currency: np.ndarray
    line: np.ndarray
    failed: np.ndarray
    submitted: np.ndarray
    decided: np.ndarray
    posted: np.ndarray
    final_status: np.ndarray
    final_version: np.ndarray
    final_share: np.ndarray
    final_decided: np.ndarray
    final_posted: np.ndarray
    final_submitted: np.ndarray
    stages: list[tuple]

    def __len__(self) -> int:
        return len(self.job)

    @property
    def counts(self) -> np.ndarray:
        """Claims that count at the end."""
        return COUNTING[self.final_status]

    @property
    def is_posted(self) -> np.ndarray:
        """Counting claims with a posting date."""
        return self.counts & (self.final_posted != NULL)


def make_claims(block: Block, fleet: Fleet, jobs: Jobs) -> Claims:
    """Claims of all jobs that somebody else than the customer pays, and some of goods alone."""
    rng = block.rng
    job = np.flatnonzero((jobs.payer != PAID) & (jobs.closed < NEVER))
    extra = max(4, len(job) // 60)
    borrowed = rng.choice(job, extra) if len(job) else np.zeros(0, dtype=np.int64)
    extra = len(borrowed)
    source = np.concatenate([job, borrowed])
    n, goods = len(source), np.arange(len(source)) >= len(job)
    product = np.where(goods, rng.choice([7, 8, 9, 10, -1], n, p=[0.3, 0.3, 0.1, 0.1, 0.2]), -1)
    unit = np.where(goods, -1, jobs.unit[source])
    is_other = (product >= 9) | ((product >= 0) & block.chance(0.3, n))
    kind = np.where(goods, np.where(is_other, OTHER, 0), jobs.payer[source])
    of_unit = fleet.line[np.maximum(unit, 0)]
    of_product = np.where(product >= 0, cat.PRODUCT_LINE[product], cat.UNKNOWN_LINE)
    line = np.where(unit >= 0, of_unit, of_product)
    center = np.where(block.chance(0.05, n), -1, jobs.center[source])
    own_job = np.where(goods, -1, source)
    job_center = np.where(goods, -1, jobs.center[source])
    currency = job_currency(block, jobs)[source]
    failed = jobs.failed[source]
    submitted = jobs.closed[source] // DAY + 1 + rng.gamma(2, 4, n).astype(np.int64)
    decided = submitted + 1 + rng.gamma(2, 6, n).astype(np.int64)
    late = block.chance(0.06, n) * rng.integers(30, 150, n)
    posted = decided + rng.gamma(1.5, 8, n).astype(np.int64)
    at_once = (kind == GOODWILL) | (kind == OTHER)
    posted = np.where(at_once, decided, posted)
    known = posted + np.where(at_once, 0, late)
    claims = Claims(
        own_job,
        unit,
        product,
        center,
        job_center,
        kind,
        currency,
        line,
        failed,
        submitted,
        decided,
        posted,
        np.full(n, SUBMITTED),
        np.ones(n, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.full(n, NULL),
        np.full(n, NULL),
        submitted.copy(),
        [],
    )
    _live(block, claims, known)
    return claims


def _stage(
    block: Block,
    claims: Claims,
    where: np.ndarray,
    version: int,
    status: np.ndarray,
    at: np.ndarray,
    *,
    submitted: np.ndarray,
    decided: np.ndarray,
    posted: np.ndarray,
    share: np.ndarray,
) -> None:
    """Note a state of some claims; the last one known at the end stays as the final one."""
    number = np.flatnonzero(where & (at < block.world.end))
    pick = [
        np.broadcast_to(values, len(claims))[number]
        for values in (status, at, submitted, decided, posted, share)
    ]
    claims.stages.append((number, version, *pick))
    claims.final_status[number] = pick[0]
    claims.final_version[number] = version
    claims.final_submitted[number] = pick[2]
    claims.final_decided[number] = pick[3]
    claims.final_posted[number] = pick[4]
    claims.final_share[number] = pick[5]


def _live(block: Block, claims: Claims, known: np.ndarray) -> None:
    rng, n = block.rng, len(claims)
    none = np.full(n, NULL)
    everything = np.ones(n, dtype=bool)

    def at(day: np.ndarray, hour: int) -> np.ndarray:
        return day * DAY + hour * 3600 + rng.integers(0, 3600, n)

    first = {"submitted": claims.submitted, "share": np.zeros(n)}
    start = np.where(block.chance(0.01, n), DRAFT, SUBMITTED)
    _stage(
        block,
        claims,
        everything,
        1,
        start,
        at(claims.submitted, 8),
        decided=none,
        posted=none,
        **first,
    )
    live = (start != DRAFT) & ~block.chance(0.01, n)
    _stage(
        block,
        claims,
        live & block.chance(0.1, n),
        1,
        np.full(n, PENDING),
        at(claims.submitted, 12),
        decided=none,
        posted=none,
        **first,
    )
    drawn = rng.random(n)
    status = np.where(drawn < 0.78, APPROVED, np.where(drawn < 0.9, PARTIAL, DENIED))
    share = np.where(status == PARTIAL, rng.integers(300, 900, n), 1000)
    share = np.where(status == DENIED, 0, share)
    _stage(
        block,
        claims,
        live,
        1,
        status,
        at(claims.decided, 9),
        submitted=claims.submitted,
        decided=claims.decided,
        posted=none,
        share=share,
    )
    good = live & (status != DENIED)
    settled = np.where(block.chance(0.6, n), PAID_OUT, status)
    _stage(
        block,
        claims,
        good,
        1,
        settled,
        at(known, 11),
        submitted=claims.submitted,
        decided=claims.decided,
        posted=claims.posted,
        share=share,
    )
    # Denied claims are sent again by half of the centres, and mostly approved.
    again = live & (status == DENIED) & block.chance(0.5, n)
    second = claims.decided + rng.integers(3, 30, n)
    judged = second + rng.integers(2, 25, n)
    _stage(
        block,
        claims,
        again,
        2,
        np.full(n, SUBMITTED),
        at(second, 8),
        submitted=second,
        decided=none,
        posted=none,
        share=np.zeros(n),
    )
    passed = block.chance(0.7, n)
    share2 = np.where(passed, rng.integers(500, 1001, n), 0)
    status2 = np.where(passed, np.where(share2 == 1000, APPROVED, PARTIAL), DENIED)
    booked = np.where((claims.kind == GOODWILL) | (claims.kind == OTHER), judged, judged + 9)
    _stage(
        block,
        claims,
        again,
        2,
        status2,
        at(judged, 9),
        submitted=second,
        decided=judged,
        posted=none,
        share=share2,
    )
    _stage(
        block,
        claims,
        again & passed,
        2,
        np.full(n, PAID_OUT),
        at(booked, 11),
        submitted=second,
        decided=judged,
        posted=booked,
        share=share2,
    )
    # Posted claims are reversed, or corrected, later on.
    fate = rng.random(n)
    changed = known + rng.integers(10, 200, n)
    _stage(
        block,
        claims,
        good & (fate < 0.02),
        2,
        np.full(n, REVERSED),
        at(changed, 14),
        submitted=claims.submitted,
        decided=claims.decided,
        posted=claims.posted,
        share=share,
    )
    lower = np.maximum(share * 9 // 10, 1)
    _stage(
        block,
        claims,
        good & (fate > 0.97),
        2,
        settled,
        at(changed, 14),
        submitted=claims.submitted,
        decided=claims.decided,
        posted=claims.posted,
        share=lower,
    )
