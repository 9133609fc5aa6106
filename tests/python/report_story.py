"""A company that publishes a quarter, then hears of late claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from harness import build_tables, session_target
from restatement_company import failing, tables

from dashboard import report
from orchestration.frozen_reports import file_hash
from orchestration.manifest import Manifest
from orchestration.publish import swap, write_publication
from orchestration.warehouse import Warehouse

SELECT = [
    "+value_report", "+quarterly_contributions", "+assumptions_in_force", "+nps",
    "+top_failure_parts", "+service_case_value", "+metric_catalogue", "+build_info",
]  # fmt: skip


@dataclass
class Story:
    """A quarter published, late claims, another build: what each run gave."""

    warehouse: Warehouse
    draft: report.Outcome = None
    published: report.Outcome = None
    again: report.Outcome = None
    restated: dict[str, report.Outcome] = field(default_factory=dict)
    after_first: dict[str, str] = field(default_factory=dict)
    after_all: dict[str, str] = field(default_factory=dict)
    mart_before: int = -1

    @property
    def frozen(self) -> Path:
        return self.warehouse.reports_dir / "2026Q2"

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.warehouse.published), read_only=True)


def build(folder: Path, rows: dict, as_of: str, build_id: str) -> Warehouse:
    """Build and publish a company of rows by hand into the warehouse `folder`."""
    options = {"as_of": as_of, "reporting_currency": "CNY", "select": SELECT}
    build_tables(folder, rows, build_id=build_id, **options).close()
    warehouse = Warehouse.at(folder)
    write_publication(warehouse, build_id, Manifest.load(session_target() / "manifest.json"))
    swap(warehouse, build_id)
    return warehouse


def late_claims() -> dict:
    """The same company with a higher version of claim C (70 -> 120) and a late claim of 60."""
    rows = tables()
    again, line = failing("C", "b1", "2026-05-20", "120.00", "pump")
    head, late = failing("D", "t1", "2026-06-25", "60.00", "seal")
    rows["warranty.claims"] += [{**again, "claim_version": 2}, head]
    rows["warranty.claim_lines"] += [{**line, "claim_version": 2}, late]
    return rows


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: file_hash(path) for path in sorted(folder.iterdir())}
