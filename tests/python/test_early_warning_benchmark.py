"""The planted defect is found and explained; a sound company stays within the budget."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from dbt.cli.main import dbtRunner
from harness import PROJECT_DIR, manifest_runner, session_target

BUDGET = 2
SIZE = {"units": 24000, "years": 4}


def load_benchmark() -> ModuleType:
    """`benchmarks/` is no package: its file is loaded as a module."""
    path = PROJECT_DIR / "benchmarks" / "early_warning.py"
    specification = importlib.util.spec_from_file_location("early_warning", path)
    module = importlib.util.module_from_spec(specification)
    sys.modules["early_warning"] = module
    specification.loader.exec_module(module)
    return module


benchmark = load_benchmark()


@pytest.fixture(scope="module")
def runner() -> dbtRunner:
    return manifest_runner(session_target())


def test_the_planted_defect_is_found_and_explained(tmp_path: Path, runner: dbtRunner) -> None:
    found = benchmark.examine(tmp_path, runner, **SIZE, seed=101, defect=True)
    assert "statistical" in found.first_alarm_on
    assert found.is_explained
    assert found.delay_days < 30


def test_a_company_without_the_defect_stays_within_the_budget(
    tmp_path: Path, runner: dbtRunner
) -> None:
    sound = benchmark.examine(tmp_path, runner, **SIZE, seed=101, defect=False)
    assert sound.years > 1
    assert sound.alarms["statistical"] <= BUDGET * sound.years


@pytest.mark.soak
def test_ten_companies_with_the_defect_and_ten_without(tmp_path: Path, runner: dbtRunner) -> None:
    seeds = range(101, 111)
    found = [benchmark.examine(tmp_path, runner, **SIZE, seed=n, defect=True) for n in seeds]
    sound = [benchmark.examine(tmp_path, runner, **SIZE, seed=n, defect=False) for n in seeds]
    assert all(finding.first_alarm_on for finding in found)
    assert all(finding.is_explained for finding in found)
    alarms = sum(one.alarms["statistical"] for one in sound)
    assert alarms <= BUDGET * sum(one.years for one in sound)


@pytest.mark.soak
def test_replaying_a_company_day_by_day_raises_the_same_alarms(
    tmp_path: Path, runner: dbtRunner
) -> None:
    replayed = benchmark.replay(tmp_path, runner, days=20, **SIZE, seed=101)
    assert [day for day, is_equal in replayed if not is_equal] == []
