"""Golden cases of supplier recoveries: whose part it was, what was asked, and what came of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from warranty_rows import causal, claim, line, product, rate, recovery, unit


def component(unit_id: str, part_no: str, supplier_id: str, **columns: object) -> dict[str, object]:
    return {
        "unit_id": unit_id, "component_position": "front", "part_no": part_no,
        "supplier_id": supplier_id, "installed_on": "2025-01-01", **columns,
    }  # fmt: skip


def part(part_no: str, supplier_id: str, successor: str = "") -> dict[str, object]:
    return {
        "part_no": part_no, "part_name": part_no, "supplier_id": supplier_id,
        "superseded_by_part_no": successor,
    }  # fmt: skip


TABLES = {
    "warranty.products": [product("van", "van"), product("bus", "bus"),
                          product("foreign", "foreign", own=False)],
    "warranty.units": [unit(name, "van") for name in ("u-swapped", "u-bare", "u-early")],
    "warranty.unit_components": [
        # the pump that failed on 2026-03-10 was taken out on that day, and another put in
        component("u-swapped", "pump-a", "maker", removed_on="2026-03-10"),
        component("u-swapped", "pump-b", "rival", installed_on="2026-03-10"),
        # gone before the failure, and come after it
        component("u-early", "pump-a", "maker", removed_on="2026-03-09"),
        component("u-early", "pump-b", "rival", installed_on="2026-03-11"),
    ],
    "parts.parts": [part("pump-a", "trade", "pump-b"), part("pump-b", "trade"), part("hose", "")],
    "warranty.claims": [
        claim("swapped", unit_id="u-swapped"), claim("bare", unit_id="u-bare"),
        claim("early", unit_id="u-early"), claim("split", "bus"), claim("mute", "bus"),
        claim("recalled", "bus", claim_type="recall"),
        # trap 3: denied, approved, reversed; and approved again at less
        claim("turned", "bus", status="denied"),
        claim("turned", "bus", claim_version=2, status="approved"),
        claim("reversed", "bus", status="approved"),
        claim("reversed", "bus", claim_version=2, status="reversed"),
        claim("open", "bus", posted_on=""), claim("foreign", "foreign"),
    ],
    "warranty.claim_lines": [
        causal("swapped", 1, 80, "pump-a", quantity=4), line("swapped", 2, 20),
        line("swapped", 3, 13, line_type="tax"),
        causal("bare", 1, 50, "pump-a"), causal("early", 1, 30, "pump-b"),
        causal("split", 1, 10, "pump-b"), causal("split", 2, "0.01", "hose"),
        line("mute", 1, 9), causal("recalled", 1, 7, "hose"),
        causal("turned", 1, 1000, "hose"), causal("turned", 1, 800, "hose", claim_version=2),
        causal("reversed", 1, 500, "hose"), causal("reversed", 1, 500, "hose", claim_version=2),
        causal("open", 1, 60, "hose"), causal("foreign", 1, 70, "hose"),
    ],
    "finance.exchange_rates": [
        rate("2026-01-01", "USD", "CNY", 7), rate("2026-04-01", "USD", "CNY", 8),
    ],
    "warranty.supplier_recoveries": [
        recovery("r1", "swapped", 100, "2026-04-10", part_no="pump-a", supplier_id="maker",
                 requested_on="2026-03-31", recovered_amount=60),
        recovery("r2", "swapped", 100, "2026-03-31", part_no="pump-b", supplier_id="maker",
                 requested_on="2026-03-31", recovered_amount=120),
        recovery("r3", "bare", 300, "2026-07-01", part_no="pump-b", supplier_id="maker",
                 requested_on="2026-03-01"),
        # trap 14: asked at 7, received at 8: both at 8, so the rate moves no ratio
        recovery("r4", "split", 10, "2026-04-01", part_no="hose", supplier_id="weaver",
                 requested_on="2026-03-01", recovered_amount=5, currency="USD"),
        recovery("r5", "", 40, "2026-05-01", supplier_id="weaver", requested_on="2026-04-15"),
        recovery("r6", "swapped", 0, "2026-05-01", part_no="pump-b", supplier_id="maker",
                 requested_on="2026-05-01"),
        recovery("r7", "swapped", 5, part_no="pump-b", supplier_id="maker",
                 requested_on="2026-07-01"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("suppliers")
    return build_tables(folder, TABLES, as_of="2026-06-30", select=["+supplier_recovery_rates"])


def rates(built: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, date], dict[str, object]]:
    rows = records(built, "from marts.supplier_recovery_rates")
    return {(row["supplier_id"], row["part_no"], row["month_start"]): row for row in rows}


def month(number: int) -> date:
    return date(2026, number, 1)


def test_the_component_in_the_unit_tells_the_supplier(built: duckdb.DuckDBPyConnection) -> None:
    rows = rates(built)
    swapped = rows["maker", "pump-b", month(3)]
    assert (swapped["eligible_claims"], swapped["eligible_amount"]) == (1, 100)
    # without a component of its own on the day of failure: the part's supplier
    assert rows["trade", "pump-b", month(3)]["eligible_claims"] == 3
    assert rows["trade", "pump-b", month(3)]["eligible_amount"] == 50 + 30 + 5
    assert ("rival", "pump-b", month(3)) not in rows


def test_claims_count_once_by_their_last_version(built: duckdb.DuckDBPyConnection) -> None:
    rows = rates(built)
    # 5.01 of 10.01, recall 7, turned 800; reversed, unposted and foreign ones count nothing
    hose = rows["unknown", "hose", month(3)]
    assert (hose["eligible_claims"], hose["eligible_amount"]) == (3, Decimal("812.01"))
    assert rows["unknown", "unknown", month(3)]["eligible_amount"] == 9


def test_what_came_belongs_to_the_month_of_the_request(built: duckdb.DuckDBPyConnection) -> None:
    march = rates(built)["maker", "pump-b", month(3)]
    assert march["requested_amount"] == 500
    assert march["recovered_amount"] == 180
    assert march["open_amount"] == 300
    assert march["recovery_rate"] == pytest.approx(0.36)
    assert (march["recoveries_requested"], march["recoveries_received"]) == (3, 2)
    assert march["median_days"] == 5
    assert ("maker", "pump-b", month(4)) not in rates(built)


def test_rates_of_exchange_move_no_ratio(built: duckdb.DuckDBPyConnection) -> None:
    row = rates(built)["weaver", "hose", month(3)]
    assert (row["requested_amount"], row["recovered_amount"]) == (80, 40)
    assert row["recovery_rate"] == 0.5
    assert row["eligible_claims"] == 0


def test_nothing_asked_has_no_rate(built: duckdb.DuckDBPyConnection) -> None:
    rows = rates(built)
    assert rows["maker", "pump-b", month(5)]["recovery_rate"] is None
    assert rows["maker", "pump-b", month(5)]["median_days"] == 0
    lump = rows["weaver", "unknown", month(4)]
    assert (lump["recovery_rate"], lump["median_days"]) == (1, 16)
    # asked after the as-of date
    assert not [key for key in rows if key[2] > month(6)]
