"""Customers, units, sales and their adjustments of one block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment, month_of, to_date
from simulator.columns import NULL
from simulator.company import REGION_CURRENCY, REGION_SHARE
from simulator.world import PLANTS, Block

FAR = 10**6  # a day that never comes


@dataclass
class Fleet:
    """Arrays by customer, by unit and by sale of a block. Days are numbers; `FAR` is never."""

    # customers
    customer_region: np.ndarray
    customer_center: np.ndarray
    is_business: np.ndarray
    household: np.ndarray
    created: np.ndarray
    survivor: np.ndarray
    merged_on: np.ndarray
    merged_into: np.ndarray
    # units
    product: np.ndarray
    customer: np.ndarray
    region: np.ndarray
    built: np.ndarray
    shipped: np.ndarray
    in_service: np.ndarray
    plant: np.ndarray
    batch: np.ndarray
    left: np.ndarray
    left_status: np.ndarray
    # sales
    sale_unit: np.ndarray | None = None
    sale_product: np.ndarray | None = None
    sale_customer: np.ndarray | None = None
    sale_region: np.ndarray | None = None
    ordered: np.ndarray | None = None
    delivered: np.ndarray | None = None
    sale_order: np.ndarray | None = None
    quantity: np.ndarray | None = None
    net: np.ndarray | None = None
    adjusted: np.ndarray | None = None

    @property
    def line(self) -> np.ndarray:
        """Product line of each unit."""
        return cat.PRODUCT_LINE[self.product]

    @property
    def sale_currency(self) -> np.ndarray:
        """Currency of each sale."""
        return REGION_CURRENCY[self.sale_region]


def _built_days(block: Block) -> np.ndarray:
    """Building days: growth over the years, a peak before the year's end, a dip in February."""
    world = block.world
    calendar = np.arange(world.start, world.as_of - 1)
    years = (calendar - world.start) / 365.25
    month = month_of(calendar) % 12
    season = np.array([0.95, 0.7, 1.0, 1.0, 1.0, 1.05, 0.9, 0.95, 1.1, 1.15, 1.25, 1.2])
    weights = np.cumsum((1 + 0.28 * years) * season[month])
    drawn = block.rng.random(block.units) * weights[-1]
    return calendar[np.searchsorted(weights, drawn, side="right")]


def _products(block: Block, built: np.ndarray) -> np.ndarray:
    product = block.rng.choice(len(cat.PRODUCTS), block.units, p=cat.UNIT_SHARE)
    for newer, older in cat.BEFORE_LAUNCH.items():
        launch = block.world.start + cat.PRODUCTS[newer][9] * 365
        product = np.where((product == newer) & (built < launch), older, product)
    return product


def make_fleet(block: Block) -> Fleet:
    """Draw the customers and units of a block."""
    rng, world, n = block.rng, block.world, block.units
    built = _built_days(block)
    product = _products(block, built)
    shipped = built + 2 + rng.exponential(9, n).astype(np.int64)
    shipped = np.where(block.chance(0.015, n), FAR, shipped)
    in_service = np.where(shipped == FAR, FAR, shipped + 2 + rng.gamma(2, 9, n).astype(np.int64))
    leap = np.array(
        [
            day
            for day in range(world.start, world.as_of + 1)
            if to_date(day).month == 2 and to_date(day).day == 29
        ]
    )
    in_service += np.isin(in_service, leap)
    # Most customers own one unit; a few fleets own many.
    consumers = max(3, int(n * 0.93))
    fleets = max(2, n // 250)
    size = rng.pareto(1.1, fleets) + 1
    fleet = consumers + rng.choice(fleets, n, p=size / size.sum())
    customer = np.where(block.chance(0.16, n), fleet, rng.integers(0, consumers, n))
    count = consumers + fleets
    customer_region = rng.choice(len(REGION_SHARE), count, p=REGION_SHARE)
    region = customer_region[customer]
    moved = block.chance(0.02, n)
    region = np.where(moved, rng.choice(len(REGION_SHARE), n, p=REGION_SHARE), region)
    center = np.zeros(count, dtype=np.int64)
    for code, centers in enumerate(world.network.region_centers):
        members = customer_region == code
        center[members] = rng.choice(centers, members.sum())
    created = rng.integers(world.start - 60, world.as_of - 5, count)
    np.minimum.at(created, customer, np.minimum(built, world.as_of) - 75)
    household = np.where(block.chance(0.14, count), rng.integers(0, count // 8 + 1, count), -1)
    household[consumers:] = -1
    lost = in_service + 30 + rng.exponential(365 * 40, n).astype(np.int64)
    left = np.where(in_service == FAR, FAR, lost)
    status = np.where(block.chance(0.25, n), 5, 4)
    return Fleet(
        customer_region,
        center,
        np.arange(count) >= consumers,
        household,
        created,
        *_merges(block, count, consumers, created),
        product,
        customer,
        region,
        built,
        shipped,
        in_service,
        rng.integers(0, len(PLANTS), n),
        (built - world.start) // 14,
        left,
        status,
    )


def _merges(block: Block, count: int, consumers: int, created: np.ndarray) -> tuple:
    """Duplicate accounts merged into others, some in chains of two."""
    world = block.world
    into = np.full(count, -1)
    merged_on = np.full(count, FAR)
    chosen = block.rng.permutation(consumers)[: 3 * max(1, consumers // 90)].reshape(-1, 3)
    last = np.maximum(created[chosen[:, 0]], created[chosen[:, 1]]) + 30
    merged_on[chosen[:, 0]] = last + block.rng.integers(0, 400, len(chosen))
    into[chosen[:, 0]] = chosen[:, 1]
    chain = np.arange(len(chosen)) % 5 == 0
    second = chosen[chain]
    into[second[:, 1]] = second[:, 2]
    merged_on[second[:, 1]] = np.maximum(merged_on[second[:, 0]], created[second[:, 2]]) + 20
    survivor = np.arange(count)
    for _ in range(2):
        step = (into[survivor] >= 0) & (merged_on[survivor] <= world.as_of)
        survivor = np.where(step, into[survivor], survivor)
    return survivor, merged_on, into


def make_sales(block: Block, fleet: Fleet) -> None:
    """Sales of units, accessories, cancelled orders, returns, resales and credits."""
    rng, n = block.rng, block.units
    sold = np.flatnonzero(fleet.shipped != FAR)
    ordered = fleet.in_service[sold] - 4 - rng.gamma(2, 12, len(sold)).astype(np.int64)
    accessories = sold[block.chance(0.25, len(sold))]
    lookup = np.full(n, FAR)
    lookup[sold] = ordered
    cancelled = rng.integers(0, n, max(2, n // 30))
    cancel_ordered = fleet.built[cancelled] - rng.integers(5, 40, len(cancelled))
    parts = [
        # unit, product, customer, region, ordered, delivered, order, quantity
        (sold, fleet.product[sold], fleet.customer[sold], ordered, fleet.in_service[sold], sold),
        (
            np.full(len(accessories), -1),
            rng.choice(cat.ACCESSORIES, len(accessories)),
            fleet.customer[accessories],
            lookup[accessories],
            fleet.in_service[accessories],
            accessories,
        ),
        (
            np.full(len(cancelled), -1),
            fleet.product[cancelled],
            fleet.customer[cancelled],
            cancel_ordered,
            np.full(len(cancelled), FAR),
            n + np.arange(len(cancelled)),
        ),
    ]
    # Returns: one delivered unit in seventy; half of them are sold again.
    returned = np.flatnonzero(
        block.chance(0.014, len(sold)) & cat.PRODUCT_IS_OWN[fleet.product[sold]]
    )
    returned_on = fleet.in_service[sold[returned]] + rng.integers(5, 60, len(returned))
    again = returned[::2]
    units = sold[again]
    resold_on = returned_on[::2] + rng.integers(20, 70, len(again))
    parts.append(
        (
            units,
            fleet.product[units],
            rng.permutation(fleet.customer)[units],
            resold_on - 6,
            resold_on,
            2 * n + np.arange(len(again)),
        )
    )
    unit, product, customer, ordered, delivered, order = (
        np.concatenate([part[i] for part in parts]) for i in range(6)
    )
    fleet.created = fleet.created.copy()
    np.minimum.at(fleet.created, customer, ordered - 1)
    fleet.sale_unit, fleet.sale_product, fleet.sale_customer = unit, product, customer
    fleet.ordered, fleet.delivered, fleet.sale_order = ordered, delivered, order
    fleet.sale_region = np.where(unit >= 0, fleet.region[unit], fleet.customer_region[customer])
    accessory = (unit < 0) & (delivered != FAR)
    fleet.quantity = np.where(accessory, rng.integers(1, 5, len(unit)), 1)
    price = cat.PRODUCT_PRICE[product] * rng.uniform(0.86, 1.0, len(unit))
    whole = np.where(fleet.sale_currency == 1, price / 7, price).astype(np.int64) // 10 * 10
    fleet.net = whole * 100 * fleet.quantity
    fleet.left_status = fleet.left_status.copy()
    earlier = returned_on < fleet.left[sold[returned]]
    fleet.left[sold[returned]] = np.where(earlier, returned_on, fleet.left[sold[returned]])
    fleet.left_status[sold[returned]] = np.where(earlier, 3, fleet.left_status[sold[returned]])
    first_cancelled = len(sold) + len(accessories)
    keep = earlier
    _adjust(
        block, fleet, returned[keep], returned_on[keep], first_cancelled + np.arange(len(cancelled))
    )
    # A unit that left otherwise before its return was not sold again.
    resale = first_cancelled + len(cancelled) + np.arange(len(again))
    fleet.delivered[resale[~keep[::2]]] = FAR


def _adjust(
    block: Block, fleet: Fleet, returned: np.ndarray, returned_on: np.ndarray, cancelled: np.ndarray
) -> None:
    """Adjustments, as columns: sale, kind (0 cancellation, 1 return, 2 credit), day, amount."""
    rng, net = block.rng, fleet.net
    plain = np.ones(len(net), dtype=bool)
    plain[returned] = plain[cancelled] = False
    plain &= fleet.delivered != FAR
    credited = np.flatnonzero(plain & block.chance(0.03, len(net)))
    lag = rng.integers(-3, 90, len(credited))
    credit_on = np.maximum(fleet.ordered[credited], fleet.delivered[credited] + lag)
    cancel_on = fleet.ordered[cancelled] + rng.integers(1, 30, len(cancelled))
    sale = np.concatenate([cancelled, returned, credited])
    kind = np.repeat([0, 1, 2], [len(cancelled), len(returned), len(credited)])
    day = np.concatenate([cancel_on, returned_on, credit_on])
    share = rng.integers(2, 9, len(sale))
    amount = np.where(kind == 2, net[sale] * share // 100, net[sale])
    handling = np.where(kind == 1, rng.integers(200, 2500, len(sale)) * 100, NULL)
    fleet.adjusted = np.stack([sale, kind, day, amount, handling])


def known_at(days: np.ndarray, block: Block, low: int = 9, high: int = 20) -> np.ndarray:
    """The second at which the source learned of something that happened on a day."""
    safe = np.where(days >= FAR, block.world.as_of + 400, days)
    return moment(safe, block.rng, low, high)
