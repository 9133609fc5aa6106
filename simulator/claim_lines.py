"""The cost lines of claims, supplier recoveries, and what both add up to."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import completed_months, month_of
from simulator.claims import DENIED, DRAFT, PENDING, SUBMITTED, Claims
from simulator.columns import DAY, NULL, booleans, days, decimals, integers, labels, money, seconds
from simulator.company import CURRENCIES, SUPPLIER_IDS
from simulator.fleet import Fleet
from simulator.jobs import CLAIM_TYPES, RECALL, Jobs
from simulator.work import LABOR, LEDGER_TYPES, LOGISTICS, PARTS, TRAVEL, in_currency
from simulator.world import Block

LINE_TYPES = ["part", "labor", "travel", "freight", "sublet", "handling", "tax", "other"]
TAX = LINE_TYPES.index("tax")
LEDGER_OF = np.array([PARTS, LABOR, TRAVEL, LOGISTICS, LOGISTICS, LOGISTICS, -1, LOGISTICS])
# Number, type of line, category offset of the part (None: no part), share of claims that have it.
TEMPLATE = [
    (1, 0, 0, 1.0),
    (2, 1, None, 0.97),
    (3, 2, None, 0.4),
    (4, 0, 5, 0.18),
    (5, 0, 3, 0.04),
    (6, 3, None, 0.1),
    (7, 6, None, 0.12),
    (8, 5, None, 0.05),
    (9, 0, 0, 0.03),
    (10, 4, None, 0.02),
    (11, 7, None, 0.02),
]
SECOND_CAUSE = 5


def _line_amounts(
    block: Block,
    claims: Claims,
    part: np.ndarray,
    kind: int,
    quantity: np.ndarray,
    hours: np.ndarray,
) -> np.ndarray:
    rng, n = block.rng, len(claims)
    if kind == 0:
        cost = block.world.parts.cost[np.maximum(part, 0)]
        amount = cost * quantity // 1000 * rng.integers(95, 120, n) // 100
    elif kind == 1:
        amount = hours * rng.integers(120, 170, n)
    else:
        amount = rng.integers(2_000, 60_000, n)
    return np.maximum(in_currency(amount, claims.currency), 1)


def write_lines(block: Block, claims: Claims, jobs: Jobs) -> None:
    """`warranty.claim_lines` for every version; amounts of the final one go into the books."""
    rng, n = block.rng, len(claims)
    source = np.maximum(claims.job, 0)
    category = np.where(claims.job >= 0, jobs.category[source], rng.integers(0, 13, n))
    group = np.where(claims.unit >= 0, jobs.part[source], 0)
    group = np.where(claims.unit >= 0, block.world.parts.group[np.maximum(group, 0)], 0)
    is_causal_known = claims.kind != CLAIM_TYPES.index("other")
    base_hours = cat.CATEGORY_HOURS[category]
    hours = (base_hours * rng.uniform(0.8, 1.6, n)).astype(np.int64)
    for number, kind, offset, share in TEMPLATE:
        exists = block.chance(share, n)
        part = np.full(n, -1)
        if offset is not None:
            kin = (category + offset) % 13
            part = block.world.parts.at(kin, group, claims.failed)
        quantity = np.where((number == 1) & (category == 8), 2000, 1000)
        amount = _line_amounts(block, claims, part, kind, quantity, hours)
        causal = NULL
        if offset is not None:
            causal = int(offset == 0 or number == SECOND_CAUSE)
        causal_part = np.where(is_causal_known, causal, 0 if causal != NULL else NULL)
        unknown = block.chance(0.002, n)
        base = {
            "line_no": integers(np.full(n, number)),
            "line_type": labels(np.full(n, kind), LINE_TYPES),
            "part_no": labels(part, block.world.parts.numbers),
            "quantity": decimals(np.where(part >= 0, quantity, NULL), 18, 3),
            "labor_operation": labels(np.where(kind == 1, category, -1), OPERATIONS),
            "labor_hours": decimals(np.where(kind == 1, hours, NULL), 9, 2),
            "is_causal_part": booleans(causal_part),
            "standard_hours": decimals(np.where(kind == 1, base_hours, NULL), 9, 2),
        }
        final = _write_stages(block, claims, base, exists, amount, unknown)
        book_line(block, claims, final, kind, part, causal_part == 1)


OPERATIONS = [f"OP-{category.code}" for category in cat.CATEGORIES]


def _write_stages(
    block: Block,
    claims: Claims,
    base: dict,
    exists: np.ndarray,
    amount: np.ndarray,
    unknown: np.ndarray,
) -> np.ndarray:
    """Write one line of every stage in which it changed; returns the final approved amounts.

    -1 stands for a claim without this line; a null approved amount is 0.
    """
    final = np.where(exists, 0, -1)
    seen = np.zeros((3, len(claims)), dtype=bool)
    for number, version, status, at, _, _, posted, share in claims.stages:
        undecided = np.isin(status, (DRAFT, SUBMITTED, PENDING))
        approved = np.where(undecided, NULL, amount[number] * share // 1000)
        approved = np.where(unknown[number] & (status != DENIED), NULL, approved)
        final[number] = np.where(exists[number], np.where(approved == NULL, 0, approved), -1)
        # A posting changes no line of the version that it posts.
        changed = exists[number] & ((posted == NULL) | (version > 1)) & (status != PENDING)
        columns = {name: column.take(number) for name, column in base.items()}
        columns |= {
            "claim_id": block.ids("CLA-", number),
            "claim_version": integers(np.full(len(number), version)),
            "claimed_amount": money(amount[number]),
            "approved_amount": money(approved),
            "updated_at": seconds(at),
        }
        block.sink.write("warranty.claim_lines", columns, changed, again=seen[version][number])
        seen[version][number[changed]] = True
    return final


def book_line(
    block: Block, claims: Claims, final: np.ndarray, kind: int, part: np.ndarray, causal: np.ndarray
) -> None:
    """Truth of one line of all claims: warranty cost by type, line and month; failures by part."""
    world = block.world
    there = (final >= 0) & claims.counts
    value_on = np.where(claims.final_posted != NULL, claims.final_posted, claims.final_decided)
    amount = world.rates.to_reporting(
        np.maximum(final, 0), claims.currency, np.maximum(value_on, world.start)
    )
    month = world.month_index(np.where(there, value_on, world.start))
    shape = (len(CLAIM_TYPES), len(cat.LINES), world.months)
    if kind != TAX:
        posted = there & claims.is_posted
        open_ = there & ~claims.is_posted
        at = (claims.kind, claims.line, month)
        block.book("claims", shape, tuple(i[posted] for i in at), amount[posted])
        block.book("unposted", shape[1:], (claims.line[open_], month[open_]), amount[open_])
        _book_ledgers(block, claims, posted, kind, month, final, amount)
        total = block.books.setdefault("_claim_cost", np.zeros(len(claims), dtype=np.int64))
        total += np.where(there, amount, 0)
    if causal.any():
        block.books.setdefault("_causes", []).append((there & causal, part))


def _book_ledgers(
    block: Block,
    claims: Claims,
    posted: np.ndarray,
    kind: int,
    month: np.ndarray,
    final: np.ndarray,
    amount: np.ndarray,
) -> None:
    world, network = block.world, block.world.network
    center = np.where(claims.center >= 0, claims.center, claims.job_center)
    own = posted & (center >= 0) & network.is_own[np.maximum(center, 0)]
    block.book("w_all", (world.months,), (month[posted],), amount[posted])
    block.book("w_own", (world.months,), (month[own],), amount[own])
    shape = (world.months, len(network.region), len(cat.LINES), len(LEDGER_TYPES))
    account = np.full(len(month), LEDGER_OF[kind])
    index = tuple(values[own] for values in (month, center, claims.line, account))
    block.book("ledger", shape, index, final[own])


def book_claims(block: Block, claims: Claims, jobs: Jobs, fleet: Fleet) -> None:
    """Counts of claims, failures by final part and window, and lifecycle warranty cost."""
    world = block.world
    posted = claims.is_posted
    month = world.month_index(np.where(posted, claims.final_posted, world.start))
    shape = (len(CLAIM_TYPES), len(cat.LINES), world.months)
    block.book("claims_count", shape, (claims.kind[posted], claims.line[posted], month[posted]), 1)
    brand = claims.line != cat.OTHER_BRAND
    _book_failures(block, claims, brand)
    cost = block.books.pop("_claim_cost")
    with_unit = posted & (claims.unit >= 0) & brand
    unit = np.maximum(claims.unit, 0)
    sold = to_years(fleet.in_service[unit])
    mis = completed_months(fleet.in_service[unit], claims.failed)
    year = np.clip(mis // 12, 0, 10)
    first = to_years(np.array([world.start]))[0]
    block.book(
        "lifecycle",
        (len(cat.LINES), world.years + 2, 11),
        (claims.line[with_unit], (sold - first)[with_unit], year[with_unit]),
        cost[with_unit],
    )
    planted = (claims.job >= 0) & jobs.planted[np.maximum(claims.job, 0)]
    block.books["planted_claims"] = int(planted.sum())


def to_years(days_: np.ndarray) -> np.ndarray:
    """Calendar years of day numbers."""
    return month_of(days_) // 12 + 1970


def _book_failures(block: Block, claims: Claims, brand: np.ndarray) -> None:
    """Distinct counting claims, recalls aside, by causal part (last successor) and window."""
    world = block.world
    causes = block.books.pop("_causes", [])
    last = world.months - 1
    age = last - world.month_index(claims.failed)
    for name, only in (("failures", claims.counts), ("failures_posted", claims.is_posted)):
        seen = brand & only & (claims.kind != RECALL)
        finals = [
            np.where(there & seen, world.parts.final[np.maximum(part, 0)], -1)
            for there, part in causes
        ]
        for position, final in enumerate(finals):
            # The same part twice on a claim is one failure.
            repeated = np.zeros(len(claims), dtype=bool)
            for earlier in finals[:position]:
                repeated |= earlier == final
            chosen = (final >= 0) & ~repeated
            shape = (len(world.parts.numbers), len(cat.LINES), 2)
            for window, months in enumerate((12, 3)):
                inside = chosen & (age >= 0) & (age < months)
                block.book(
                    name,
                    shape,
                    (final[inside], claims.line[inside], np.full(inside.sum(), window)),
                    1,
                )


def write_recoveries(block: Block, claims: Claims, jobs: Jobs) -> None:
    """`warranty.supplier_recoveries` of posted base and powertrain claims of own products."""
    rng, world, n = block.rng, block.world, len(claims)
    eligible = claims.is_posted & (claims.kind < 2) & (claims.unit >= 0)
    number = np.flatnonzero(eligible & block.chance(0.35, n))
    category = jobs.category[claims.job[number]]
    part = jobs.part[claims.job[number]]
    requested = claims.final_posted[number] + rng.integers(3, 40, len(number))
    received = requested + rng.gamma(2, 30, len(number)).astype(np.int64)
    asked = in_currency(world.parts.cost[part], claims.currency[number])
    paid = asked * rng.integers(40, 101, len(number)) // 100
    received = np.where(block.chance(0.15, len(number)), world.as_of + 500, received)
    base = {
        "recovery_id": block.ids("REC-", number),
        "claim_id": block.ids("CLA-", number),
        "part_no": labels(part, world.parts.numbers),
        "requested_on": days(requested),
        "supplier_id": labels(cat.CATEGORY_SUPPLIER[category], SUPPLIER_IDS),
        "requested_amount": money(asked),
        "currency": labels(claims.currency[number], CURRENCIES),
    }
    known = received * DAY + 15 * 3600
    write = block.sink.write
    write("warranty.supplier_recoveries", {**base, "updated_at": seconds(requested * DAY + 36000)})
    done = {
        **base,
        "recovered_amount": money(paid),
        "received_on": days(received),
        "updated_at": seconds(known),
    }
    write("warranty.supplier_recoveries", done, again=True)
    told = known < world.end
    value = world.rates.to_reporting(paid, claims.currency[number], received)
    month = world.month_index(np.where(told, received, world.start))
    block.book(
        "recovered",
        (len(cat.LINES), world.months),
        (claims.line[number][told], month[told]),
        value[told],
    )
