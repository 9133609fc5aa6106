"""Published quarterly reports: what was frozen, proven by hashes, and its way into the next builds.

`reports/2026Q3/` of a warehouse holds the pages, `figures.parquet` and `manifest.json`. Nothing
here writes into such a folder; `dashboard.report_freeze` makes it, once.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import Refusal

FIGURES = "figures.parquet"
MANIFEST = "manifest.json"
QUARTER = re.compile(r"(\d{4})Q([1-4])")

# One row per published figure; `content_hash` is that of all figures of the quarter.
SCHEMA = pa.schema(
    {
        "quarter_start": pa.date32(),
        "statement": pa.string(),
        "metric": pa.string(),
        "scope_type": pa.string(),
        "scope": pa.string(),
        "frozen_value": pa.float64(),
        "unit": pa.string(),
        "numerator": pa.float64(),
        "denominator": pa.float64(),
        "value_basis": pa.string(),
        "evidence_grade": pa.string(),
        "frozen_at": pa.timestamp("us"),
        "build_id": pa.string(),
        "as_of_date": pa.date32(),
        "content_hash": pa.string(),
    }
)


@dataclass(frozen=True)
class FrozenReport:
    """One published quarter whose files are what they were when it was frozen."""

    folder: Path
    manifest: dict
    figures: pa.Table

    @property
    def frozen_at(self) -> datetime:
        """When it was published, UTC."""
        return datetime.fromisoformat(self.manifest["frozen_at"])


def figures_hash(rows: list[dict]) -> str:
    """SHA-256 over every column but the hash itself, rows in the order of their statements."""
    names = [name for name in SCHEMA.names if name != "content_hash"]
    lines = [
        json.dumps([_plain(row[name]) for name in names], ensure_ascii=False)
        for row in sorted(rows, key=lambda row: row["statement"])
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_frozen(folder: Path) -> FrozenReport:
    """Read a frozen quarter; raises `Refusal` when anything in it is not as it was published."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        found = {path.name for path in folder.iterdir()} - {MANIFEST}
        faults = [f"{name}: missing" for name in sorted(files.keys() - found)]
        faults += [f"{name}: was not published" for name in sorted(found - files.keys())]
        faults += [
            f"{name}: altered since it was published"
            for name in sorted(files.keys() & found)
            if not (folder / name).is_file() or file_hash(folder / name) != files[name]
        ]
        if faults:
            raise _altered(folder, faults)
        figures = pq.read_table(folder / FIGURES)
        rows = figures.to_pylist()
        told = {row["content_hash"] for row in rows} | {manifest["content_hash"]}
        if figures.schema.names != SCHEMA.names or told != {figures_hash(rows)}:
            raise _altered(folder, [f"{FIGURES}: its figures do not have the content hash"])
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise _altered(folder, [f"cannot be read: {type(error).__name__}"]) from error
    return FrozenReport(folder, manifest, figures)


def gather(reports_dir: Path) -> tuple[pa.Table, list[str]]:
    """Figures of every published quarter, and a message for each that was tampered with.

    An altered quarter is left out: false figures are not published, and the nightly goes on.
    """
    tables, faults = [SCHEMA.empty_table()], []
    for folder in sorted(reports_dir.glob("[0-9]*")) if reports_dir.is_dir() else []:
        if not QUARTER.fullmatch(folder.name):
            continue
        try:
            tables.append(read_frozen(folder).figures.cast(SCHEMA))
        except Refusal as refusal:
            faults.append(f"{refusal.title} It is left out of marts.value_report.")
    return pa.concat_tables(tables), faults


def _altered(folder: Path, faults: list[str]) -> Refusal:
    return Refusal(
        f"The published report {folder.name} is not what was frozen.",
        faults,
        cure=f"bring {folder} back from a copy; a published report is never written again.",
        stage="report",
    )


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value
