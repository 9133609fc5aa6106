"""dbt's unit tests; the nightly leaves them to this one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from harness import BUILD_FILE_NAME, dbt_places, manifest_runner, session_target


@pytest.fixture(scope="module")
def outcomes(built_company: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every unit test by name with its status; its inputs take their types from a real build."""
    folder = tmp_path_factory.mktemp("unit_tests")
    build_file = shutil.copy(built_company / "build" / BUILD_FILE_NAME, folder)
    os.environ["AFTERSALES_BUILD_FILE"] = str(build_file)
    result = manifest_runner(session_target()).invoke(
        ["test", "--select", "test_type:unit", *dbt_places(folder / "target")]
    )
    DuckDBConnectionManager.env().close()
    DuckDBConnectionManager.close_all_connections()
    assert result.exception is None, result.exception
    return {item.node.name: f"{item.status}: {item.message}" for item in result.result.results}


def test_every_unit_test_passes(outcomes: dict[str, str]) -> None:
    assert len(outcomes) >= 40
    assert not {name: told for name, told in outcomes.items() if not told.startswith("pass")}
