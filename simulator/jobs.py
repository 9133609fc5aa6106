"""Failures of units and the jobs that follow from them, as arrays; nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator import catalogue as cat
from simulator.calendars import moment
from simulator.columns import DAY
from simulator.company import FILTER_REGION, REGION_SUMMER, REGION_WINTER, REMOTE_REGION
from simulator.fleet import FAR, Fleet
from simulator.genealogy import BASE_DAYS, POWERTRAIN_DAYS, software_at
from simulator.world import DEFECT_SOFTWARE, Block

KINDS = ["repair", "maintenance", "installation", "recall", "inspection", "rescue", "other"]
REPAIR, MAINTENANCE, INSTALLATION, RECALL, INSPECTION, RESCUE, OTHER = range(7)
MODES = ["onsite", "workshop", "mobile", "remote", "ota"]
# Who pays a repair: claim types 0..5, or the customer.
CLAIM_TYPES = ["base", "powertrain", "extended", "recall", "goodwill", "other"]
PAID = 6


@dataclass
class Jobs:
    """One entry per work order. `opened`, `closed` are UTC seconds (`NEVER` when still open)."""

    unit: np.ndarray
    kind: np.ndarray
    category: np.ndarray
    failure_mode: np.ndarray
    failed: np.ndarray
    planted: np.ndarray
    payer: np.ndarray
    ambient: np.ndarray
    usage: np.ndarray
    software: np.ndarray
    center: np.ndarray
    mode: np.ndarray
    opened: np.ndarray
    closed: np.ndarray
    part: np.ndarray
    ticket: np.ndarray
    waits: np.ndarray
    visits: np.ndarray
    goodwill: np.ndarray

    def __len__(self) -> int:
        return len(self.unit)


NEVER = FAR * DAY


def temperature(block: Block, region: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Ambient temperature in whole degrees Celsius."""
    wave = (1 - np.cos(2 * np.pi * ((day - 14) % 365.25) / 365.25)) / 2
    mean = REGION_WINTER[region] + (REGION_SUMMER[region] - REGION_WINTER[region]) * wave
    return np.round(mean + block.rng.normal(0, 4, len(day))).astype(np.int64)


def draw_failures(block: Block, fleet: Fleet, defective: np.ndarray, delay: np.ndarray) -> tuple:
    """Unit, category, day and whether planted: Weibull ages, seasons, and the defective lot."""
    rng, world = block.rng, block.world
    fielded = np.flatnonzero((fleet.in_service != FAR) & (fleet.in_service < world.as_of))
    lived = np.minimum(world.as_of, fleet.left[fielded] - 1) - fleet.in_service[fielded]
    fielded, lived = fielded[lived > 0], lived[lived > 0]
    use = rng.gamma(8, 1 / 8, len(fielded))
    pieces = []
    for code, kind in enumerate(cat.CATEGORIES):
        if kind.rate == 0:
            continue
        swing = kind.winter - 1
        expected = kind.rate * (1 + abs(swing)) * use * (lived / 365) ** kind.shape
        count = rng.poisson(expected)
        index = np.repeat(np.arange(len(fielded)), count)
        age = (lived[index] * rng.random(len(index)) ** (1 / kind.shape)).astype(np.int64)
        day = fleet.in_service[fielded[index]] + age
        season = 1 + swing * np.cos(2 * np.pi * ((day - 14) % 365.25) / 365.25)
        kept = rng.random(len(index)) < season / (1 + abs(swing))
        pieces.append((fielded[index[kept]], np.full(kept.sum(), code), day[kept]))
    cold = REGION_WINTER[fleet.region] <= -5
    units = np.flatnonzero(defective & cold & block.chance(0.6, block.units))
    day = world.winter + rng.integers(61, 148, len(units))
    software = software_at(block, delay[units], day)
    happens = (software == DEFECT_SOFTWARE) & (day > fleet.in_service[units])
    happens &= (day < fleet.left[units]) & (day <= world.as_of)
    # Once a sensor has been replaced, the unit is out of the lot.
    replaced = np.full(block.units, FAR)
    np.minimum.at(replaced, pieces[cat.SENSOR][0], pieces[cat.SENSOR][2])
    happens &= day < replaced[units]
    pieces.append((units[happens], np.full(happens.sum(), cat.SENSOR), day[happens]))
    unit, category, day = (np.concatenate([piece[i] for piece in pieces]) for i in range(3))
    planted = np.zeros(len(unit), dtype=bool)
    planted[len(unit) - int(happens.sum()) :] = True
    return unit, category, day, planted


def _payer(
    block: Block,
    fleet: Fleet,
    unit: np.ndarray,
    category: np.ndarray,
    day: np.ndarray,
    usage: np.ndarray,
    extended: np.ndarray,
) -> np.ndarray:
    age = day - fleet.in_service[unit]
    power = cat.IS_POWERTRAIN[category]
    limit = np.where(cat.PRODUCT_GROUP[fleet.product[unit]] == 2, 1, 100)
    covered = (age < BASE_DAYS) & (usage < 100_000 * limit)
    long = power & (age < POWERTRAIN_DAYS) & (usage < 160_000 * limit)
    payer = np.where(covered & ~power, 0, np.where(long, 1, PAID))
    payer = np.where((payer == PAID) & extended[unit], 2, payer)
    kind = block.chance(0.18, len(unit))
    payer = np.where((payer == PAID) & kind, 4, payer)
    payer = np.where(block.chance(0.012, len(unit)), 4, payer)
    return np.where(cat.PRODUCT_IS_OWN[fleet.product[unit]], payer, PAID)


def _planned(block: Block, fleet: Fleet) -> list[tuple]:
    """Maintenance once a year (twice the cabin filters in one region), installation, inspection."""
    rng, world = block.rng, block.world
    pieces = []
    own = cat.PRODUCT_IS_OWN[fleet.product] & (fleet.in_service < world.as_of)
    for year in range(1, world.years + 1):
        day = fleet.in_service + 365 * year + rng.integers(-40, 40, block.units)
        alive = own & (day <= world.as_of) & (day < fleet.left) & block.chance(0.6, block.units)
        pieces.append((np.flatnonzero(alive), MAINTENANCE, day[alive]))
    dusty = own & (fleet.region == FILTER_REGION)
    for year in range(1, world.years + 1):
        day = fleet.in_service + 365 * year + rng.integers(-220, -140, block.units)
        alive = dusty & (day <= world.as_of) & (day < fleet.left) & block.chance(0.6, block.units)
        pieces.append(
            (
                np.flatnonzero(alive & (day > fleet.in_service)),
                INSPECTION,
                day[alive & (day > fleet.in_service)],
            )
        )
    tractor = own & (cat.PRODUCT_GROUP[fleet.product] == 2) & block.chance(0.8, block.units)
    pieces.append((np.flatnonzero(tractor), INSTALLATION, fleet.in_service[tractor]))
    return pieces


def make_jobs(
    block: Block,
    fleet: Fleet,
    defective: np.ndarray,
    delay: np.ndarray,
    extended: np.ndarray,
    recalled: np.ndarray,
) -> Jobs:
    """All work orders of a block; `recalled` is the recall day of each unit (`FAR` for none)."""
    rng, world = block.rng, block.world
    unit, category, day, planted = draw_failures(block, fleet, defective, delay)
    rescue = block.chance(0.04, len(unit))
    own = cat.PRODUCT_IS_OWN[fleet.product[unit]]
    kind = np.where(own, np.where(rescue, RESCUE, REPAIR), OTHER)
    pieces = [(unit, kind, category, day)]
    for units, code, days in _planned(block, fleet):
        pieces.append((units, np.full(len(units), code), np.full(len(units), -1), days))
    units = np.flatnonzero(
        (recalled <= world.as_of) & (recalled < fleet.left) & (fleet.in_service < recalled)
    )
    pieces.append(
        (units, np.full(len(units), RECALL), np.full(len(units), cat.SENSOR), recalled[units])
    )
    unit, kind, category, failed = (np.concatenate([p[i] for p in pieces]) for i in range(4))
    planted = np.concatenate([planted, np.zeros(len(unit) - len(planted), bool)])
    n, age = len(unit), failed - fleet.in_service[unit]
    usage = (cat.DAILY_USE[fleet.product[unit]] * age * rng.uniform(0.6, 1.4, n)).astype(np.int64)
    payer = _payer(block, fleet, unit, np.maximum(category, 0), failed, usage // 100, extended)
    payer = np.where((kind == REPAIR) | (kind == RESCUE), payer, PAID)
    payer = np.where(kind == RECALL, 3, payer)
    ambient = temperature(block, fleet.region[unit], failed)
    ambient = np.where(planted, -11 - rng.integers(0, 14, n), ambient)
    failure_mode = np.where(planted, cat.COLD_MODE, category * 3 + rng.integers(0, 3, n))
    mode = rng.choice(5, n, p=[0.33, 0.42, 0.14, 0.08, 0.03])
    mode = np.where(kind == INSTALLATION, 0, np.where(kind == RESCUE, 2, mode))
    opened, closed, waits = _times(block, failed, kind, mode)
    group = np.maximum(cat.PRODUCT_GROUP[fleet.product[unit]], 0)
    fitted = np.where((kind == MAINTENANCE) | (kind == INSPECTION), cat.FILTER, category)
    part = world.parts.at(np.maximum(fitted, 0), group, failed)
    goodwill = (kind == RESCUE) & block.chance(0.3, n)
    center = _centers(block, fleet, unit)
    poor = world.network.region[center] == REMOTE_REGION
    visits = 1 + rng.binomial(2, np.where(poor, 0.32, 0.12))
    return Jobs(
        unit,
        kind,
        category,
        np.where(category < 0, -1, failure_mode),
        failed,
        planted,
        payer,
        ambient,
        usage,
        software_at(block, delay[unit], failed),
        center,
        mode,
        opened,
        closed,
        np.where(fitted < 0, -1, part),
        np.full(n, -1),
        waits,
        visits,
        goodwill,
    )


def _times(block: Block, failed: np.ndarray, kind: np.ndarray, mode: np.ndarray) -> tuple:
    rng, n = block.rng, len(failed)
    opened = moment(failed + rng.integers(0, 3, n), rng, 0, 24)
    hours = np.where(mode >= 3, rng.gamma(2, 2, n), rng.gamma(2, 20, n))
    waits = ((kind == REPAIR) | (kind == OTHER)) & (mode < 3) & block.chance(0.07, n)
    hours = np.where(waits, hours + rng.uniform(72, 600, n), hours)
    hours = np.where(kind == RESCUE, rng.gamma(3, 1, n), hours)
    closed = opened + 3600 + (hours * 3600).astype(np.int64)
    return opened, np.where(block.chance(0.008, n), NEVER, closed), waits


def _centers(block: Block, fleet: Fleet, unit: np.ndarray) -> np.ndarray:
    """The home centre of the customer, or another one of the unit's region."""
    network = block.world.network
    center = fleet.customer_center[fleet.customer[unit]]
    region = fleet.region[unit]
    elsewhere = (network.region[center] != region) | block.chance(0.1, len(unit))
    for code, centers in enumerate(network.region_centers):
        members = elsewhere & (region == code)
        center[members] = block.rng.choice(centers, members.sum())
    return center
