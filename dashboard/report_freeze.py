"""Publishing a quarter: its pages and figures written aside, then put in place whole, once."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.report_marts import Quarter
from orchestration.errors import Refusal
from orchestration.frozen_reports import (
    FIGURES,
    MANIFEST,
    SCHEMA,
    FrozenReport,
    figures_hash,
    file_hash,
    read_frozen,
)


@dataclass(frozen=True)
class Stamp:
    """What a published page says of its publication."""

    frozen_at: datetime
    content_hash: str


def figures_of(quarter: Quarter, frozen_at: datetime) -> list[dict]:
    """Every figure of the quarter as a row of `SCHEMA`, with the hash of all of them."""
    stamp = {
        "quarter_start": quarter.start,
        "frozen_at": frozen_at,
        "build_id": quarter.build["build_id"],
        "as_of_date": quarter.build["as_of_date"],
    }
    rows = [
        {
            "statement": "/".join(
                ["dashboard", row["metric"], row["scope_type"], row["scope"]],
            ),
            "metric": row["metric"],
            "scope_type": row["scope_type"],
            "scope": row["scope"],
            "frozen_value": row["value"],
            "unit": row["unit"],
            "numerator": row["numerator"],
            "denominator": row["denominator"],
            "value_basis": row["value_basis"],
            "evidence_grade": row["evidence_grade"],
            **stamp,
        }
        for row in quarter.rows("marts.aftersales_value_dashboard")
    ]
    rows += [
        {
            "statement": "/".join(["restatement", row["line"], row["view"], row["metric"]]),
            "metric": row["metric"],
            "scope_type": "company",
            "scope": "company",
            "frozen_value": row["amount"],
            "unit": row["unit"],
            "numerator": None,
            "denominator": None,
            "value_basis": row["value_basis"],
            "evidence_grade": row["evidence_grade"],
            **stamp,
        }
        for row in quarter.rows("marts.value_restatement")
    ]
    rows.sort(key=lambda row: row["statement"])
    content_hash = figures_hash(rows)
    return [{**row, "content_hash": content_hash} for row in rows]


def freeze(
    target: Path,
    rows: list[dict],
    pages: dict[str, str],
    to_pdf: Callable[[Path, Path], str | None],
) -> tuple[FrozenReport, list[str]]:
    """Write the published quarter into `target`, all of it or nothing; notes say what is absent.

    `to_pdf(page, pdf)` makes one PDF or returns why not. When another process published the
    quarter meanwhile, its report stands and is returned.
    """
    with _only_one(target.parent):
        if target.exists():
            return read_frozen(target), []
        aside = target.parent / f".{target.name}.tmp"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        notes = _write(aside, rows, pages, to_pdf)
        files = {path.name: file_hash(path) for path in sorted(aside.iterdir())}
        manifest = {
            "quarter": target.name,
            "build_id": rows[0]["build_id"],
            "as_of_date": rows[0]["as_of_date"].isoformat(),
            "frozen_at": rows[0]["frozen_at"].isoformat(),
            "content_hash": rows[0]["content_hash"],
            "files": files,
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (aside / MANIFEST).write_text(text, encoding="utf-8")
        for path in aside.iterdir():
            _sync(path)
            path.chmod(0o444)
        _sync(aside)
        aside.rename(target)
        _sync(target.parent)
    return read_frozen(target), notes


def _write(
    folder: Path,
    rows: list[dict],
    pages: dict[str, str],
    to_pdf: Callable[[Path, Path], str | None],
) -> list[str]:
    columns = [pa.array([row[field.name] for row in rows], field.type) for field in SCHEMA]
    pq.write_table(pa.table(columns, schema=SCHEMA), folder / FIGURES)
    notes = []
    for lang, page in pages.items():
        path = folder / f"report-{lang}.html"
        path.write_text(page, encoding="utf-8")
        note = to_pdf(path, path.with_suffix(".pdf"))
        if note and note not in notes:
            notes.append(note)
    return notes


@contextmanager
def _only_one(reports_dir: Path) -> Iterator[None]:
    try:
        reports_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(reports_dir / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Refusal(
            f"The folder {reports_dir} cannot be written: {error.strerror}.",
            cure="a published report is kept in the warehouse; give this user the right to write.",
            stage="report",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
