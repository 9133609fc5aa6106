"""What `aftersales report` says of its run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dashboard.report import Outcome, write_report
from orchestration.warehouse import Warehouse

_SAID = {
    "draft": "Draft of {quarter}, nothing was published:",
    "published": "{quarter} is published and frozen in {frozen}:",
    "restated": "{quarter} was published before and stays as it is in {frozen}; since then:",
}


def run_report(
    warehouse: Path, quarter: str, lang: str, out: Path | None, draft: bool
) -> Iterator[str]:
    """Lines for the screen, the report written; raises `Refusal` as `write_report` does."""
    outcome: Outcome = write_report(
        Warehouse.at(warehouse),
        quarter,
        lang=lang,
        out=out.expanduser().resolve() if out else None,
        draft=draft,
    )
    yield _SAID[outcome.state].format(quarter=quarter.strip().upper(), frozen=outcome.frozen)
    yield from (f"  {path}" for path in outcome.files)
    yield from outcome.notes
