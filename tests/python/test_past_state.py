"""A past date on the full raw folder gives what that day's raw folder gave."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from harness import build_raw, differing, relations

from orchestration.contract import load_contract


def raw_as_it_was(raw: Path, target: Path, end: str) -> Path:
    """The rows of a Parquet raw folder that existed at the end of a day."""
    for table in load_contract().values():
        files = f"{raw}/{table.system}/{table.name}"
        pattern = f"{files}.parquet" if Path(f"{files}.parquet").exists() else f"{files}/**"
        path = target / table.system / f"{table.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql(
            f"copy (from read_parquet('{pattern}') where updated_at < date '{end}' + 1)"
            f" to '{path}' (format parquet)"
        )
    return target


@pytest.mark.parametrize("as_of", ["2026-02-14"])
def test_a_past_state_is_built_again(company: Path, tmp_path: Path, as_of: str) -> None:
    then = raw_as_it_was(company / "raw", tmp_path / "raw_then", as_of)
    full = build_raw(company / "raw", tmp_path / "full", as_of=as_of)
    past = build_raw(then, tmp_path / "past", as_of=as_of)
    assert full.execute("select count(*) from core.fct_warranty_claims").fetchone()[0] > 20
    assert len(relations(full, "marts")) >= 14
    assert not differing(full, past, "marts", "core", leave_out=("marts.build_info",))
