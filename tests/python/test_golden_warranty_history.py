"""Golden cases of warranty cost over time and over what is delivered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from harness import build_tables, records
from warranty_rows import claim, line, product

HISTORY = {
    "warranty.products": [product("trucks", "trucks")],
    "warranty.claims": [
        claim("hist", "trucks", claim_version=1, status="denied", failed_on="2026-01-05",
              submitted_on="2026-01-10", decided_on="2026-01-20", posted_on="",
              updated_at="2026-01-20 00:00"),
        claim("hist", "trucks", claim_version=2, failed_on="2026-01-05",
              submitted_on="2026-02-05", decided_on="2026-02-10", posted_on="2026-02-12",
              updated_at="2026-02-10 00:00"),
        claim("hist", "trucks", claim_version=3, status="reversed", failed_on="2026-01-05",
              submitted_on="2026-03-05", decided_on="2026-03-06", posted_on="2026-03-06",
              updated_at="2026-03-06 00:00"),
    ],
    "warranty.claim_lines": [
        line("hist", 1, 1000, claim_version=1, approved_amount=0, updated_at="2026-01-20 00:00"),
        line("hist", 1, 1000, claim_version=2, approved_amount=800, updated_at="2026-02-10 00:00"),
        line("hist", 1, 1000, claim_version=3, approved_amount=800, updated_at="2026-03-06 00:00"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "version", "february", "unposted"),
    [
        ("2026-01-31", 1, None, None),
        ("2026-02-11", 2, 0, 800),
        ("2026-02-12", 2, 800, 0),
        ("2026-03-31", 3, None, None),
    ],
)
def test_a_claim_counts_by_the_version_known_that_day(
    tmp_path: Path, as_of: str, version: int, february: int | None, unposted: int | None
) -> None:
    built = build_tables(tmp_path, HISTORY, as_of=as_of, select=["+warranty_cost_ratio"])
    assert built.execute("select claim_version from core.fct_warranty_claims").fetchall() == [
        (version,)
    ]
    rows = records(built, "select * from marts.warranty_cost_ratio")
    if february is None:
        assert rows == []
    else:
        (row,) = rows
        assert row["month_start"] == date(2026, 2, 1)
        assert row["warranty_cost_gross_amount"] == february
        assert row["unposted_amount"] == unposted
        assert row["claims_count"] == (1 if february else 0)


def test_claims_alone_make_one_unknown_line(tmp_path: Path) -> None:
    tables = {
        "warranty.claims": [claim("c1", "trucks")],
        "warranty.claim_lines": [line("c1", 1, 12)],
    }
    built = build_tables(tmp_path, tables, as_of="2026-03-31", select=["+warranty_cost_ratio"])
    (row,) = records(built, "select * from marts.warranty_cost_ratio")
    assert (row["product_line"], row["warranty_cost_gross_amount"]) == ("unknown", 12)
    absent = ("units_delivered", "revenue_amount", "supplier_recovery_amount",
              "warranty_cost_net_amount", "warranty_cost_ratio_gross")  # fmt: skip
    assert [row[column] for column in absent] == [None] * len(absent)
