"""Rows of small companies for the golden tests of the early warning."""

from __future__ import annotations

from datetime import date, timedelta

from warranty_rows import Row, claim, product, unit

FIRST_FAILURE = date(2026, 3, 1)


def day(offset: int) -> str:
    """The date so many days after the first failure."""
    return (FIRST_FAILURE + timedelta(days=offset)).isoformat()


def failure(
    product_id: str, number: int, failed: int, submitted: int | None = None, **columns: object
) -> Row:
    """A claim of unit `<product>-<number>`, by days after the first failure; not decided yet."""
    reported = failed + 5 if submitted is None else submitted
    name = f"{product_id}-{number}"
    return claim(
        **{
            "claim_id": name, "unit_id": name, "failure_mode": "RANGE_LOSS",
            "failed_on": day(failed), "submitted_on": day(reported), "decided_on": "",
            "posted_on": "", "status": "submitted", **columns,
        }
    )  # fmt: skip


def fleet(product_id: str, units: int, own: bool = True, **columns: object) -> tuple[Row, list]:
    """A product that is its own product line, and so many units of it."""
    numbered = [unit(f"{product_id}-{n}", product_id, **columns) for n in range(units)]
    return product(product_id, f"line-{product_id}", own), numbered
