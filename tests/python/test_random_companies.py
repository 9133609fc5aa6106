"""Whatever the contract allows builds, and no test of the project stops its publication."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import build_tables
from random_company import LAST_DAY, random_company

# Marts that any of these companies fills; a build of nothing would prove nothing.
FILLED = (
    "warranty_cost_ratio", "top_failure_parts", "lifecycle_cost", "nps", "referral_value",
    "failure_rate_by_age", "quality_loop", "recall_exposure", "warranty_forecast",
)  # fmt: skip


def built_and_filled(seed: int, folder: Path) -> None:
    # `build` runs the data tests and fails with the names of those that fail
    built = build_tables(folder, random_company(seed), as_of=str(LAST_DAY), command="build")
    for mart in FILLED:
        assert built.execute(f"select count(*) from marts.{mart}").fetchone() > (0,), mart
    built.close()


@pytest.mark.parametrize("seed", [1])
def test_a_company_drawn_from_the_contract_builds(seed: int, tmp_path: Path) -> None:
    built_and_filled(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2, 22))
def test_twenty_companies_drawn_from_the_contract_build(seed: int, tmp_path: Path) -> None:
    built_and_filled(seed, tmp_path)
