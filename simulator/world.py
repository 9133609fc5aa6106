"""What every block of the company shares, and the state of one block while it is simulated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from orchestration.contract import Table, load_contract
from simulator.calendars import day_number, month_of, to_date
from simulator.catalogue import Parts, Rates, make_parts, make_rates
from simulator.columns import DAY, Col, ids
from simulator.company import Network, make_network
from simulator.writer import Sink

BLOCK_UNITS = 10_000
# Keys of a block lie in a range of their own, this many for each unit of a full block.
KEYS_PER_UNIT = 1000
PLANTS = ["HEFEI", "NANJING", "LEIPZIG"]
SOFTWARE = ["9.8", "10.0", "10.1", "10.2", "10.3", "11.0"]
DEFECT_SOFTWARE = SOFTWARE.index("10.2")


@dataclass(frozen=True)
class World:
    """The frame of a simulation; days are numbers since 1970-01-01, `start` to `as_of`."""

    seed: int
    units: int
    years: int
    start: int
    as_of: int
    network: Network
    parts: Parts
    rates: Rates
    software_on: np.ndarray
    winter: int
    defect_from: int
    defect_to: int
    contract: dict[str, Table]
    has_defect: bool = True

    @property
    def end(self) -> int:
        """First UTC second after the as-of day."""
        return (self.as_of + 1) * DAY

    @property
    def blocks(self) -> int:
        """Number of blocks of units."""
        return max(1, -(-self.units // BLOCK_UNITS))

    @property
    def first_month(self) -> int:
        """First month of the accumulators."""
        return int(month_of(np.array([self.rates.first]))[0])

    @property
    def months(self) -> int:
        """Number of months of the accumulators."""
        return int(month_of(np.array([self.as_of]))[0]) - self.first_month + 1

    @property
    def digits(self) -> int:
        """Digits of the keys."""
        return 8 if self.blocks <= 9 else 12

    def month_index(self, days: np.ndarray) -> np.ndarray:
        """Index of the accumulators' month of each day."""
        return month_of(days) - self.first_month

    def rng(self, *stream: int) -> np.random.Generator:
        """A generator of random numbers of its own for a stream."""
        return np.random.default_rng([self.seed, *stream])


def make_world(units: int, years: int, seed: int, as_of: date, *, has_defect: bool = True) -> World:
    """The company of a seed: `years` years that end on `as_of`, with the planted lot or without."""
    last = day_number(as_of)
    try:
        first_day = as_of.replace(year=as_of.year - years)
    except ValueError:
        first_day = as_of.replace(year=as_of.year - years, day=28)
    start = day_number(first_day) + 1
    rng = np.random.default_rng([seed, 0])
    network = make_network(rng, units, start, last)
    rates = make_rates(rng, start, last)
    winter = _defect_winter(start, last)
    defect_from = max(start, winter - 75)
    releases = [start - 400, start + 20, defect_from - 40, winter - 10, winter + 170, winter + 250]
    software_on = np.maximum.accumulate(np.array(releases))
    return World(
        seed,
        units,
        years,
        start,
        last,
        network,
        make_parts(start),
        rates,
        software_on,
        winter,
        defect_from,
        defect_from + 42,
        load_contract(),
        has_defect,
    )


def _defect_winter(start: int, last: int) -> int:
    """1 October before the latest winter that ends well before the as-of day."""
    for year in range(to_date(last).year, to_date(start).year - 1, -1):
        october = day_number(date(year, 10, 1))
        if october + 215 <= last and october - 75 >= start:
            return october
    return max(start + 60, last - 215)


@dataclass
class Block:
    """One block of units: its random numbers, where its rows go, and its bookkeeping."""

    world: World
    index: int
    units: int
    sink: Sink
    rng: np.random.Generator
    books: dict[str, Any] = field(default_factory=dict)

    @property
    def first_key(self) -> int:
        """First number of the keys of this block."""
        return self.index * BLOCK_UNITS * KEYS_PER_UNIT

    def ids(self, prefix: str, local: np.ndarray) -> Col:
        """Keys of this block: local numbers below 0 are null."""
        local = np.asarray(local, dtype=np.int64)
        null = np.iinfo(np.int64).min
        return ids(prefix, np.where(local < 0, null, local + self.first_key), self.world.digits)

    def chance(self, probability: Any, count: int) -> np.ndarray:
        """A mask that is true with a probability (a number or an array)."""
        return self.rng.random(count) < probability

    def book(self, name: str, shape: tuple[int, ...], index: tuple, amounts: Any) -> None:
        """Add amounts into an accumulator, by index arrays."""
        if name not in self.books:
            self.books[name] = np.zeros(shape, dtype=np.int64)
        np.add.at(self.books[name], index, amounts)
