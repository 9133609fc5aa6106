"""Shared fixtures; `harness` makes small companies by hand, the simulator whole ones."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

# Great Expectations imports pyspark where it is installed, and pyspark takes the nameless main
# module of a pytest-xdist worker for a doctest of its own and leaves the process.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__


# Modules of few tests that take minutes: begun first, so that none is left alone at the end.
LONGEST = (
    "test_spark_comparison", "test_build_nightly", "test_late_data", "test_crash",
    "test_subsets", "test_past_state", "test_dbt_unit_tests", "test_truth", "test_report",
    "test_dashboard", "test_semantic_layer", "test_explain", "test_audit",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first, all others as they are."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated company without a fault: `raw/` and `truth/`."""
    return _simulated(tmp_path_factory, "company", dirty=0.0)


@pytest.fixture(scope="session")
def dirty_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same company with rows soiled in every way the contract knows, as CSV."""
    return _simulated(tmp_path_factory, "dirty", dirty=0.01)


@pytest.fixture(scope="session")
def built_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`company/` and `build/`, with every model run; nobody may change it.

    Its data tests run in the nightly of test_build_nightly, whose marts are equal to these. Made
    once for all workers of pytest-xdist: whoever comes first builds, the others wait.
    """
    from harness import build_raw

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built_company"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            _simulate(folder / "company", dirty=0.0)
            build_raw(folder / "company" / "raw", folder, as_of="2026-09-30").close()
            done.touch()
    return folder


@pytest.fixture(scope="session")
def published_company(built_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the small company publishes (marts, core and audit)."""
    folder = tmp_path_factory.mktemp("dashboard")
    built = next((built_company / "build").glob("*.duckdb"))
    with duckdb.connect(str(folder / "aftersales.duckdb")) as connection:
        connection.execute(f"attach '{built}' as build (read_only)")
        for schema in ("marts", "audit", "core"):
            connection.execute(f"create schema {schema}")
        for schema, name in connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = 'build' and (table_schema = 'marts'"
            " or table_name in ('mart_readiness', 'dim_regions', 'dim_products'))"
        ).fetchall():
            connection.execute(f"create table {schema}.{name} as from build.{schema}.{name}")
        connection.execute("detach build")
    return folder / "aftersales.duckdb"


def _simulated(factory: pytest.TempPathFactory, name: str, dirty: float) -> Path:
    folder = factory.mktemp(name)
    _simulate(folder, dirty)
    return folder


def _simulate(folder: Path, dirty: float) -> None:
    from simulator import simulate

    simulate(folder, units=400, years=3, seed=7, dirty=dirty, fmt="csv" if dirty else "parquet")
