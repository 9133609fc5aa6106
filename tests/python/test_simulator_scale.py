"""Blocks: memory does not grow with the company, and the workers do not change its content."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from simulator_checker import contract_faults, orphans, read_folder

from simulator import block, simulate, world


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 250 units instead of thousands."""
    monkeypatch.setattr(world, "BLOCK_UNITS", 250)
    monkeypatch.setattr(block, "BLOCK_UNITS", 250)


def _peak(out: Path, units: int) -> int:
    tracemalloc.start()
    simulate(out, units=units, years=2, seed=5, workers=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.usefixtures("small_blocks")
def test_memory_does_not_grow_with_the_size(tmp_path):
    _peak(tmp_path / "warm", 250)
    small = _peak(tmp_path / "small", 500)
    large = _peak(tmp_path / "large", 2000)
    assert large < 1.5 * small
    assert pa.total_allocated_bytes() < 50_000_000


@pytest.mark.usefixtures("small_blocks")
def test_blocks_do_not_share_keys(tmp_path):
    report = simulate(tmp_path, units=700, years=2, seed=5, workers=1)
    read = read_folder(report.raw)
    assert contract_faults(read) == []
    assert orphans(read) == []
    units = read.execute("select count(*) from now_warranty__units").fetchone()[0]
    assert units == 700


def test_workers_do_not_change_the_content(tmp_path):
    sizes = {"units": 10_200, "years": 1, "seed": 9}
    alone = simulate(tmp_path / "alone", **sizes, workers=1)
    shared = simulate(tmp_path / "shared", **sizes, workers=2)
    assert alone.rows == shared.rows
    for path in sorted(alone.raw.rglob("*.parquet")):
        other = shared.raw / path.relative_to(alone.raw)
        digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, other)]
        assert digests[0] == digests[1], path.name


def test_progress_is_told_of_every_block(tmp_path):
    seen = []
    simulate(tmp_path, units=60, years=1, seed=1, progress=lambda *step: seen.append(step))
    assert seen == [("units", 1, 1), ("company", 1, 1)]
