"""A company that makes raw data, with truths planted in it.

`simulate` writes `<out>/raw/<system>/<table>/part-*` by the raw contract, and beside it
`<out>/truth/`, kept by the simulator's own books while it makes the rows. Nothing reads `truth/`
but tests. The same arguments give the same content.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from simulator import ledger, masters, plans, spending, truth
from simulator.block import simulate_block
from simulator.dirty import Soil
from simulator.world import World, make_world
from simulator.writer import Sink

DEFAULT_AS_OF = date(2026, 9, 30)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SimulationReport:
    """What was written: the folders, rows per table (`system.table`), and the seconds it took."""

    raw: Path
    truth: Path
    rows: dict[str, int]
    seconds: float

    @property
    def total_rows(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


def simulate(
    out: Path,
    *,
    units: int,
    years: int,
    seed: int,
    dirty: float = 0.0,
    fmt: str = "parquet",
    as_of: date = DEFAULT_AS_OF,
    defect: bool = True,
    progress: Progress | None = None,
    workers: int | None = None,
) -> SimulationReport:
    """Simulate a company of `units` units over the `years` before `as_of`.

    `dirty` is the share of rows that are soiled as well (0 to 0.05), `fmt` is parquet or csv.
    `defect=False` leaves out the planted lot, its issue and its campaigns: same units, sales and
    other failures; what is drawn after the failures (days of visits and the like) differs.
    `progress(step, done, total)` is told of every finished block. Raises ValueError for arguments
    out of range, and FileExistsError where `out` holds a raw folder already that is not ours.
    """
    _check(units, years, dirty, fmt)
    started = time.perf_counter()
    out = Path(out)
    raw, planted = out / "raw", out / "truth"
    _clear(raw, planted)
    world = make_world(units, years, seed, as_of, has_defect=defect)
    books, rows, again, soiled = ledger.Books(world), Counter(), Counter(), Counter()
    for done, result in enumerate(_blocks(world, raw, fmt, dirty, workers), start=1):
        books.add(result["books"])
        rows.update(result["counts"])
        again.update(result["again"])
        soiled.update(result["soil"])
        if progress:
            progress("units", done, world.blocks)
    sink = Sink(world.contract, raw, "part-company", fmt, world.end)
    masters.write_masters(world, sink)
    plans.write_quality(world, sink)
    plans.write_plans(world, sink)
    ledger.write_ledger(world, sink, books)
    ledger.write_reserve(world, sink, books)
    spending.write_stock(world, sink, books, world.rng(3))
    spending.write_other(world, sink, books)
    sink.deliver_empty([name for name in world.contract if not rows[name] + sink.counts[name]])
    soil = Soil(world, sink, world.rng(4), dirty)
    soil.soil_all()
    sink.flush()
    rows.update(sink.counts)
    again.update(sink.again)
    soiled.update(soil.result())
    truth.write_truth(planted, world, books, rows, again, soiled)
    if progress:
        progress("company", 1, 1)
    return SimulationReport(raw, planted, dict(sorted(rows.items())), time.perf_counter() - started)


def _check(units: int, years: int, dirty: float, fmt: str) -> None:
    if units < 50:
        raise ValueError(f"units is {units}; a company needs at least 50")
    if not 1 <= years <= 10:
        raise ValueError(f"years is {years}; it must be 1 to 10")
    if not 0 <= dirty <= 0.05:
        raise ValueError(f"dirty is {dirty}; it must be 0 to 0.05")
    if fmt not in ("parquet", "csv"):
        raise ValueError(f"format is {fmt!r}; it must be parquet or csv")


def _clear(raw: Path, planted: Path) -> None:
    """Remove an earlier simulation; a folder without `truth/` beside it is not ours."""
    if raw.exists() and any(raw.iterdir()) and not (planted / "README.md").exists():
        raise FileExistsError(f"{raw} holds something that no simulation wrote; choose another")
    shutil.rmtree(raw, ignore_errors=True)
    shutil.rmtree(planted, ignore_errors=True)
    raw.mkdir(parents=True)
    planted.mkdir(parents=True)


def _blocks(
    world: World, raw: Path, fmt: str, dirty: float, workers: int | None
) -> Iterator[dict[str, Any]]:
    wanted = workers or min(2, os.cpu_count() or 1)
    jobs = [(world, index, raw, fmt, dirty) for index in range(world.blocks)]
    if wanted == 1 or len(jobs) == 1:
        yield from (simulate_block(*job) for job in jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context) as pool:
        yield from pool.map(simulate_block, *zip(*jobs, strict=True))


__all__ = ["SimulationReport", "simulate"]
