"""Shared fixtures; `harness` makes small companies by hand, the simulator whole ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

# Great Expectations imports pyspark where it is installed, and pyspark takes the nameless main
# module of a pytest-xdist worker for a doctest of its own and leaves the process.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated company without a fault: `raw/` and `truth/`."""
    return _simulated(tmp_path_factory, "company", dirty=0.0)


@pytest.fixture(scope="session")
def dirty_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same company with rows soiled in every way the contract knows, as CSV."""
    return _simulated(tmp_path_factory, "dirty", dirty=0.01)


def _simulated(factory: pytest.TempPathFactory, name: str, dirty: float) -> Path:
    from simulator import simulate

    folder = factory.mktemp(name)
    simulate(folder, units=400, years=3, seed=7, dirty=dirty, fmt="csv" if dirty else "parquet")
    return folder
