"""Referrals of every kind, planned so that the status of each follows from its making."""

from __future__ import annotations

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment
from simulator.columns import DAY, days, labels, money, seconds
from simulator.company import CURRENCIES
from simulator.fleet import FAR, Fleet
from simulator.jobs import Jobs
from simulator.world import Block

STATUS = [
    "won",
    "prospect",
    "void_self",
    "void_household",
    "void_existing_customer",
    "void_circular",
    "cancelled",
    "expired",
]
WON, PROSPECT, SELF, HOUSEHOLD, EXISTING, CIRCULAR, CANCELLED, EXPIRED = range(8)
EVIDENCE = ["referral_code", "buyer_survey", "comment", "sales_rep", "other"]
BUYER_SURVEY = EVIDENCE.index("buyer_survey")
MARGIN_TENTHS = 1


class _Draft:
    """Referrals while they are collected."""

    def __init__(self) -> None:
        self.parts: list[tuple] = []

    def add(
        self,
        referrer: np.ndarray,
        referred: np.ndarray,
        sale: np.ndarray,
        at: np.ndarray,
        status: int,
        shares: int = 1,
        campaign: int = -1,
        evidence: int = 0,
    ) -> None:
        """Append referrals; `shares` is how many claims the credit of the sale is split over."""
        n = len(referrer)
        fixed = [np.full(n, value) for value in (status, shares, campaign, evidence)]
        self.parts.append((referrer, referred, sale, at, *fixed))

    def columns(self) -> list[np.ndarray]:
        """All of them, column by column."""
        return [np.concatenate([part[i] for part in self.parts]) for i in range(8)]


def _pools(block: Block, fleet: Fleet) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Customers who are plain (never merged, nobody merged into them) and their first sales."""
    count = len(fleet.created)
    entangled = fleet.merged_into >= 0
    entangled[fleet.merged_into[fleet.merged_into >= 0]] = True
    own = cat.PRODUCT_IS_OWN[fleet.sale_product]
    orders = np.zeros(count, dtype=np.int64)
    real = fleet.sale_unit >= 0
    np.add.at(orders, fleet.sale_customer, (real | (fleet.delivered == FAR)).astype(np.int64))
    sale = np.full(count, -1)
    unit_sale = np.flatnonzero(real & own)
    sale[fleet.sale_customer[unit_sale]] = unit_sale
    broken = np.zeros(len(own), dtype=bool)
    broken[fleet.adjusted[0]] = True
    simple = ~entangled & (fleet.household < 0) & (orders == 1) & (sale >= 0)
    good = simple & (fleet.delivered[sale] <= block.world.as_of - 10) & ~broken[sale]
    first_sale = np.zeros(len(own), dtype=bool)
    first_sale[: block.units] = True
    good &= first_sale[np.maximum(sale, 0)] & (sale >= 0)
    nobody = ~entangled & (fleet.household < 0) & (orders == 0)
    return np.flatnonzero(good), np.flatnonzero(nobody), sale, simple


def make_referrals(block: Block, fleet: Fleet, jobs: Jobs, has_lines: np.ndarray) -> np.ndarray:
    """Write `crm.referrals` and rewards; returns a mask of work orders that a referral names."""
    rng = block.rng
    buyers, nobody, sale, simple = _pools(block, fleet)
    buyers = rng.permutation(buyers)
    size = max(3, len(buyers) // 45)
    group = [buyers[i * size : (i + 1) * size] for i in range(24)]
    draft = _Draft()

    def before(sales: np.ndarray, low: int, high: int) -> np.ndarray:
        return moment(fleet.ordered[sales] - rng.integers(low, high, len(sales)), rng, 3, 14)

    def fit(*members: np.ndarray) -> list[np.ndarray]:
        length = min(len(member) for member in members)
        return [member[:length] for member in members]

    # Won: three rounds, and one told by the buyer in a survey after the purchase.
    for a, b in ((0, 1), (2, 3), (4, 5)):
        referrer, buyer = fit(group[a], group[b])
        draft.add(referrer, buyer, sale[buyer], before(sale[buyer], 5, 170), WON)
    referrer, buyer = fit(group[6], group[7])
    after = before(sale[buyer], -60, -20)
    draft.add(referrer, buyer, sale[buyer], after, WON, evidence=BUYER_SURVEY)
    referrer, buyer = fit(nobody[: 2 * size], group[8])
    draft.add(referrer, buyer, sale[buyer], before(sale[buyer], 190, 400), EXPIRED)
    # Two referrers, or a referrer and a paid campaign, share the credit of one sale in CNY.
    referrer, second, buyer = fit(group[9], group[10], group[11])
    euro = fleet.sale_currency[sale[buyer]] == 1
    referrer, second, buyer = referrer[~euro], second[~euro], buyer[~euro]
    draft.add(referrer, buyer, sale[buyer], before(sale[buyer], 30, 100), WON, 2)
    draft.add(second, buyer, sale[buyer], before(sale[buyer], 5, 29), WON, 2)
    referrer, buyer = fit(group[12], group[13])
    euro = fleet.sale_currency[sale[buyer]] == 1
    referrer, buyer = referrer[~euro], buyer[~euro]
    draft.add(referrer, buyer, sale[buyer], before(sale[buyer], 5, 100), WON, 2, 0)
    referrer, buyer = fit(group[14], group[14])
    draft.add(referrer, buyer, sale[buyer], before(sale[buyer], 5, 100), SELF)
    # Circular: the first refers a prospect who later names him back, before either had bought.
    referrer, prospect = fit(group[15], nobody[2 * size : 3 * size])
    start = before(sale[referrer], 150, 170)
    draft.add(referrer, prospect, np.full(len(referrer), -1), start, PROSPECT)
    draft.add(prospect, referrer, sale[referrer], start + 60 * DAY, CIRCULAR)
    referrer, prospect = fit(group[16], nobody[3 * size : 4 * size])
    at = moment(fleet.delivered[sale[referrer]] + 5, rng, 3, 14)
    draft.add(referrer, prospect, np.full(len(referrer), -1), at, PROSPECT)
    draft.add(referrer, np.full(len(referrer), -1), np.full(len(referrer), -1), at + 7200, PROSPECT)
    _chain(draft, fleet, sale, group[17:20], rng)
    _household(block, draft, fleet, sale)
    _existing(draft, fleet, simple, sale, group[20], rng)
    _cancelled(block, draft, fleet, group[21], rng)
    return _write(block, fleet, draft.columns(), jobs, has_lines)


def _chain(
    draft: _Draft,
    fleet: Fleet,
    sale: np.ndarray,
    groups: list[np.ndarray],
    rng: np.random.Generator,
) -> None:
    """A brings B, B brings C: chains of two, in the order of their purchases."""
    length = min(len(group) for group in groups)
    people = np.stack([group[:length] for group in groups])
    order = np.argsort(fleet.ordered[sale[people]], axis=0, kind="stable")
    people = np.take_along_axis(people, order, axis=0)
    for first, second in ((0, 1), (1, 2)):
        buyer = people[second]
        at = moment(fleet.ordered[sale[buyer]] - 20, rng, 3, 14)
        draft.add(people[first], buyer, sale[buyer], at, WON)


def _household(block: Block, draft: _Draft, fleet: Fleet, sale: np.ndarray) -> None:
    """Two accounts of one household; neither was ever merged."""
    clean = (fleet.household >= 0) & (fleet.merged_into < 0)
    target = np.zeros(len(clean), dtype=bool)
    target[fleet.merged_into[fleet.merged_into >= 0]] = True
    people = np.flatnonzero(clean & ~target)
    people = people[np.argsort(fleet.household[people], kind="stable")]
    pairs = np.flatnonzero(fleet.household[people][1:] == fleet.household[people][:-1])[::3]
    referrer, buyer = people[pairs], people[pairs + 1]
    bought = sale[buyer] >= 0
    referrer, buyer = referrer[bought], buyer[bought]
    limit = max(2, block.units // 300)
    referrer, buyer = referrer[:limit], buyer[:limit]
    at = moment(fleet.ordered[sale[buyer]] - 15, block.rng, 3, 14)
    draft.add(referrer, buyer, sale[buyer], at, HOUSEHOLD)


def _existing(
    draft: _Draft,
    fleet: Fleet,
    simple: np.ndarray,
    sale: np.ndarray,
    referrers: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Buyers with an own unit, neither cancelled nor returned, ordered well before."""
    broken = np.zeros(len(fleet.ordered), dtype=bool)
    broken[fleet.adjusted[0]] = True
    own = np.flatnonzero(
        (fleet.sale_unit >= 0)
        & cat.PRODUCT_IS_OWN[fleet.sale_product]
        & ~broken
        & (fleet.delivered != FAR)
    )
    order = np.lexsort((fleet.ordered[own], fleet.sale_customer[own]))
    own = own[order]
    same = fleet.sale_customer[own][1:] == fleet.sale_customer[own][:-1]
    gap = fleet.ordered[own][1:] - fleet.ordered[own][:-1] > 60
    later = own[1:][same & gap]
    buyer = fleet.sale_customer[later]
    plain = (fleet.household[buyer] < 0) & (fleet.merged_into[buyer] < 0) & ~simple[buyer]
    later = later[plain]
    later = later[: len(referrers)]
    referrers = referrers[: len(later)]
    apart = referrers != fleet.sale_customer[later]
    later, referrers = later[apart], referrers[apart]
    at = moment(fleet.ordered[later] - 20, rng, 3, 14)
    draft.add(referrers, fleet.sale_customer[later], later, at, EXISTING)


def _cancelled(
    block: Block, draft: _Draft, fleet: Fleet, referrers: np.ndarray, rng: np.random.Generator
) -> None:
    """Sales that were cancelled, by customers who had ordered nothing before."""
    first = np.full(len(fleet.created), FAR)
    np.minimum.at(first, fleet.survivor[fleet.sale_customer], fleet.ordered)
    sale, kind, day = fleet.adjusted[0], fleet.adjusted[1], fleet.adjusted[2]
    sale = sale[(kind == 0) & (day <= block.world.as_of)]
    buyer = fleet.sale_customer[sale]
    fresh = (fleet.ordered[sale] == first[fleet.survivor[buyer]]) & (fleet.household[buyer] < 0)
    fresh &= cat.PRODUCT_IS_OWN[fleet.sale_product[sale]]
    _, unique = np.unique(buyer, return_index=True)
    chosen = np.zeros(len(sale), dtype=bool)
    chosen[unique] = True
    sale = sale[fresh & chosen][: len(referrers)]
    referrers = referrers[: len(sale)]
    apart = referrers != fleet.sale_customer[sale]
    sale, referrers = sale[apart], referrers[apart]
    at = moment(fleet.ordered[sale] - 15, rng, 3, 14)
    draft.add(referrers, fleet.sale_customer[sale], sale, at, CANCELLED)


def _write(
    block: Block, fleet: Fleet, columns: list[np.ndarray], jobs: Jobs, has_lines: np.ndarray
) -> np.ndarray:
    rng, world = block.rng, block.world
    referrer, referred, sale, at, status, shares, campaign, evidence = columns
    n = len(referrer)
    # The row appears when the sale is done, so that no build sees a referral before its sale.
    known = np.where(sale >= 0, fleet.ordered[sale] * DAY + 80_000, at + 60)
    known = np.maximum(known, at + 60)
    cases = np.flatnonzero(has_lines & (jobs.ticket >= 0) & (jobs.closed < world.end - 120))
    case = rng.choice(cases, n) if len(cases) else np.full(n, -1)
    case = np.where((status <= PROSPECT) & (shares == 1) & block.chance(0.15, n), case, -1)
    known = np.where(case >= 0, np.maximum(known, jobs.closed[case] + 3600), known)
    evidence = np.where(evidence == BUYER_SURVEY, evidence, rng.choice([0, 2, 3, 4], n))
    base = {
        "referral_id": block.ids("REF-", np.arange(n)),
        "referrer_customer_id": block.ids("CUS-", referrer),
        "referred_customer_id": block.ids("CUS-", referred),
        "sale_id": block.ids("SAL-", sale),
        "work_order_id": block.ids("WOR-", case),
        "evidence": labels(evidence, EVIDENCE),
        "referred_at": seconds(at),
        "campaign_id": labels(campaign, ["MKT-SPRING"]),
        "updated_at": seconds(known),
    }
    told = (known < world.end) & (at < world.end)
    # Who recommends or is recommended had an account by then.
    for people in (referrer, referred):
        named = people >= 0
        np.minimum.at(fleet.created, people[named], at[named] // DAY - 1)
    block.sink.write("crm.referrals", base, told)
    _book(block, fleet, [values[told] for values in (sale, status, shares)])
    used = np.zeros(len(jobs), dtype=bool)
    used[case[told & (case >= 0)]] = True
    paid = np.maximum(np.where(sale >= 0, fleet.ordered[sale], world.start) + 45, known // DAY + 1)
    reward = {
        "reward_id": block.ids("REW-", np.arange(n)),
        "referral_id": block.ids("REF-", np.arange(n)),
        "paid_on": days(paid),
        "amount": money(np.full(n, 200_000)),
        "currency": labels(np.zeros(n), CURRENCIES),
        "updated_at": seconds(paid * DAY + 40_000),
    }
    block.sink.write("crm.referral_rewards", reward, told & (status == WON))
    return used


def _book(block: Block, fleet: Fleet, columns: list[np.ndarray]) -> None:
    """Truth: referrals by status, with the revenue and profit credited to those won."""
    sale, status, shares = columns
    block.book("referrals", (len(STATUS),), (status,), 1)
    won = status == WON
    value = block.world.rates.to_reporting(
        fleet.net[sale[won]], fleet.sale_currency[sale[won]], fleet.ordered[sale[won]]
    )
    revenue = (value * 2 // shares[won] + 1) // 2
    block.book("referred_revenue", (1,), (np.zeros(won.sum(), dtype=np.int64),), revenue)
    profit = (revenue * MARGIN_TENTHS + 5) // 10
    block.book("referred_profit", (1,), (np.zeros(won.sum(), dtype=np.int64),), profit)
