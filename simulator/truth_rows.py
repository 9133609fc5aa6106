"""Rows by state and reason in `truth/`, and how its tables are written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_csv(folder: Path, name: str, header: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write one table of `truth/`."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def amount_text(cents: Any) -> str:
    """Hundredths as text with two decimals."""
    cents = int(cents)
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def write_rows(folder: Path, rows: Counter, again: Counter, soiled: Counter) -> None:
    """What becomes of the delivered rows of each table, and why."""
    total: Counter[tuple[str, str]] = Counter()
    for (table, what, _), number in soiled.items():
        total[(table, what)] += number
    balance = []
    for table in sorted(rows):
        duplicates = again[table] + total[(table, "duplicate")]
        rejected = total[(table, "rejected")] + total[(table, "cascade")]
        deleted = total[(table, "deleted")]
        accepted = rows[table] - duplicates - deleted - rejected
        balance.append([table, rows[table], accepted, duplicates, deleted, rejected])
    write_csv(
        folder,
        "row_balance",
        ["table_name", "delivered", "accepted", "duplicates", "deleted", "rejected"],
        balance,
    )
    for name, what, column in (
        ("rejected_rows", "rejected", "reason"),
        ("cascades", "cascade", "reason"),
        ("orphans", "orphan", "column_name"),
    ):
        write_csv(
            folder,
            name,
            ["table_name", column, "rows"],
            (
                [table, reason, number]
                for (table, kind, reason), number in sorted(soiled.items())
                if kind == what
            ),
        )
    write_csv(
        folder,
        "extra_rows",
        ["table_name", "row_state", "cause", "rows"],
        (
            [table, kind, cause, number]
            for (table, kind, cause), number in sorted(soiled.items())
            if kind in ("duplicate", "deleted")
        ),
    )
