"""What is made and repaired: products, parts with supersessions, failure behaviour, currencies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# key, name, line, model, own brand, manufacturing cost, list price (whole CNY), unit of use,
# group of parts (0 cars, 1 vans, 2 tractors, -1 none), years after the start it is launched
PRODUCTS = [
    ("P-CITY-1", "City 1", "city_car", "CITY1", True, 84_000, 119_000, "km", 0, 0.0),
    ("P-CITY-2", "City 2", "city_car", "CITY2", True, 92_000, 138_000, "km", 0, 0.6),
    ("P-LONG-1", "Range 1", "long_range", "LONG1", True, 171_000, 259_000, "km", 0, 0.0),
    ("P-LONG-2", "Range 2", "long_range", "LONG2", True, 198_000, 309_000, "km", 0, 0.5),
    ("P-VAN-1", "Van 1", "van", "VAN1", True, 122_000, 179_000, "km", 1, 0.0),
    ("P-TRAC-1", "Tractor 1", "tractor", "TRAC1", True, 255_000, 389_000, "hours", 2, 0.0),
    ("P-TRAC-2", "Tractor 2", "tractor", "TRAC2", True, 318_000, 489_000, "hours", 2, 0.4),
    ("P-BOX-1", "Wall box", "accessories", "BOX1", True, 2_900, 4_800, None, -1, 0.0),
    ("P-RACK-1", "Roof rack", "accessories", "RACK1", True, 1_100, 2_600, None, -1, 0.0),
    ("P-OTH-1", "Traded-in car", "other_brand", "OTH1", False, None, 88_000, "km", 0, 0.0),
    ("P-OTH-2", "Traded-in van", "other_brand", "OTH2", False, None, 99_000, "km", 1, 0.0),
]
PRODUCT_IDS = [row[0] for row in PRODUCTS]
PRODUCT_IS_OWN = np.array([row[4] for row in PRODUCTS])
PRODUCT_COST = np.array([row[5] or 0 for row in PRODUCTS])
PRODUCT_PRICE = np.array([row[6] for row in PRODUCTS])
PRODUCT_GROUP = np.array([row[8] for row in PRODUCTS])
LINES = ["city_car", "long_range", "van", "tractor", "accessories", "other_brand", "unknown"]
PRODUCT_LINE = np.array([LINES.index(row[2]) for row in PRODUCTS])
OTHER_BRAND, UNKNOWN_LINE = LINES.index("other_brand"), LINES.index("unknown")
# Built units: share of each product, and what is built before the second model is launched.
UNIT_SHARE = np.array([0.20, 0.22, 0.13, 0.14, 0.14, 0.08, 0.07, 0, 0, 0.012, 0.008])
BEFORE_LAUNCH = {1: 0, 3: 2, 6: 5}
ACCESSORIES = np.array([7, 8])
# Distance (0.01 km) or hours (0.01 h) a day.
DAILY_USE = np.array([3200, 3300, 4800, 5000, 9000, 450, 480, 0, 0, 3500, 6000])
GROUPS = ["cars", "vans", "tractors"]


@dataclass(frozen=True)
class Category:
    """A kind of part; `rate` is the expected number of failures in the first year of service."""

    code: str
    name: str
    system: str
    is_powertrain: bool
    shape: float
    rate: float
    winter: float
    cost: int
    hours: int
    supplier: int
    position: str | None
    fasteners: int


# hours in hundredths, cost in whole CNY; winter above 1 fails more in the cold, below 1 in the heat
CATEGORIES = [
    Category(
        "BAT", "battery pack", "battery", True, 1.3, 0.010, 1.4, 30_000, 450, 0, "battery", 20
    ),
    Category("BMS", "battery sensor", "battery", True, 1.1, 0.018, 1.5, 800, 120, 1, "bms", 6),
    Category("MOT", "drive motor", "drivetrain", True, 1.2, 0.008, 1.0, 9_000, 380, 2, "motor", 16),
    Category("INV", "inverter", "drivetrain", True, 1.0, 0.015, 1.0, 5_200, 210, 3, "inverter", 12),
    Category(
        "CMP", "compressor", "climate", False, 1.6, 0.030, 0.4, 2_400, 230, 4, "compressor", 8
    ),
    Category("DSP", "display", "electronics", False, 0.7, 0.045, 1.0, 1_800, 90, 6, "display", 4),
    Category("HRN", "harness", "electronics", False, 0.9, 0.022, 1.1, 400, 160, 3, None, 10),
    Category("PMP", "coolant pump", "thermal", False, 1.5, 0.028, 0.8, 650, 140, 4, None, 7),
    Category("BRK", "brake caliper", "chassis", False, 2.2, 0.024, 1.2, 900, 110, 5, None, 5),
    Category("SEA", "door seal", "body", False, 1.0, 0.030, 1.1, 150, 60, 5, None, 14),
    Category("SUS", "suspension arm", "chassis", False, 2.5, 0.018, 1.0, 700, 150, 5, None, 6),
    Category("LCK", "door lock", "body", False, 1.0, 0.028, 1.5, 320, 80, 5, None, 4),
    Category("CHG", "charge port", "electronics", False, 1.2, 0.030, 1.1, 1_100, 100, 3, None, 6),
    Category("FLT", "cabin filter", "climate", False, 1.0, 0.0, 1.0, 80, 20, 7, None, 0),
    Category("WIP", "wiper set", "body", False, 1.0, 0.0, 1.0, 60, 10, 7, None, 2),
    Category("OIL", "gear oil", "drivetrain", False, 1.0, 0.0, 1.0, 45, 30, 7, None, 1),
]
N_CATEGORIES = len(CATEGORIES)
SENSOR, FILTER = 1, 13
POSITIONS = [index for index, category in enumerate(CATEGORIES) if category.position]
CATEGORY_HOURS = np.array([category.hours for category in CATEGORIES])
CATEGORY_SUPPLIER = np.array([category.supplier for category in CATEGORIES])
IS_POWERTRAIN = np.array([category.is_powertrain for category in CATEGORIES])
SYSTEMS = sorted({category.system for category in CATEGORIES})
CATEGORY_SYSTEM = np.array([SYSTEMS.index(category.system) for category in CATEGORIES])
# Three failure modes for each category; the last name is the planted one.
MODES = [f"{c.code}_{mode}" for c in CATEGORIES for mode in ("WEAR", "ELECTRICAL", "LEAK")]
MODES.append("BMS_RANGE_LOSS_COLD")
COLD_MODE = len(MODES) - 1
# (category, group): years after the start at which a successor replaces the part before.
SUPERSESSIONS = {(1, 0): [1.0, 2.2], (4, 0): [1.5], (5, 0): [0.8], (7, 1): [1.2], (8, 2): [1.6]}


@dataclass(frozen=True)
class Parts:
    """All part numbers; a chain is the successive numbers of one category and group."""

    numbers: list[str]
    category: np.ndarray
    group: np.ndarray
    successor: np.ndarray
    valid_from: np.ndarray
    cost: np.ndarray
    chains: dict[tuple[int, int], list[int]]
    final: np.ndarray

    def at(self, category: np.ndarray, group: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The part number of a category and group that is fitted on a day."""
        result = np.zeros(len(category), dtype=np.int64)
        for key, chain in self.chains.items():
            members = (category == key[0]) & (group == key[1])
            if members.any():
                starts = self.valid_from[chain]
                step = np.searchsorted(starts, days[members], side="right") - 1
                result[members] = np.array(chain)[np.maximum(step, 0)]
        return result


def make_parts(start: int) -> Parts:
    """The parts list of a company that starts on a day number."""
    numbers, category, group, successor, valid_from, cost, chains = [], [], [], [], [], [], {}
    for index, kind in enumerate(CATEGORIES):
        for group_index in range(len(GROUPS)):
            dates = [-1.0, *SUPERSESSIONS.get((index, group_index), [])]
            chain = []
            for step, years in enumerate(dates):
                chain.append(len(numbers))
                numbers.append(f"{kind.code}-{1000 + group_index}{'ABC'[step - 1] if step else ''}")
                category.append(index)
                group.append(group_index)
                valid_from.append(start + int(years * 365))
                cost.append(round(kind.cost * 100 * (1 + 0.35 * group_index) * (1 - 0.03 * step)))
                successor.append(-1)
            for before, after in pairwise(chain):
                successor[before] = after
            chains[(index, group_index)] = chain
    final = np.array([chains[(c, g)][-1] for c, g in zip(category, group, strict=True)])
    arrays = [np.array(values) for values in (category, group, successor, valid_from, cost)]
    return Parts(numbers, *arrays, chains, final)


@dataclass(frozen=True)
class Rates:
    """Daily EUR rates in CNY, in millionths; `first` is the day number of the first."""

    first: int
    micro: np.ndarray
    published: np.ndarray

    def to_reporting(self, cents: np.ndarray, currency: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Cents in CNY: each amount by itself, rounded half away from zero."""
        cents = np.asarray(cents, dtype=np.int64)
        rate = self.micro[np.clip(np.asarray(days) - self.first, 0, len(self.micro) - 1)]
        exact = (np.abs(cents) * rate + 500_000) // 1_000_000 * np.sign(cents)
        return np.where(np.asarray(currency) == 1, exact, cents)


def make_rates(rng: np.random.Generator, start: int, as_of: int) -> Rates:
    """A random walk on working days from 150 days before the start; the last value holds."""
    first = start - 150
    days = np.arange(first, as_of + 1)
    walk = 7.7 * np.exp(np.cumsum(rng.normal(0, 0.003, len(days))) * 0.5)
    published = (days + 3) % 7 < 5
    published[0] = True
    micro = np.round(walk, 4)
    index = np.maximum.accumulate(np.where(published, np.arange(len(days)), 0))
    return Rates(first, np.round(micro[index] * 1_000_000).astype(np.int64), published)
