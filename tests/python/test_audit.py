"""What became of every row and every cent, on a company small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from harness import build_tables, load_contract, records

AUDIT = ["+path:models/audit", "+build_info"]
CNY = {"currency": "CNY"}
EUR = {"currency": "EUR"}


def claim(claim_id: str, version: int, status: str, **more: object) -> dict[str, object]:
    return {
        "claim_id": claim_id, "claim_version": version, "status": status, "unit_id": "U1",
        "claim_type": "base", "failed_on": "2026-01-10", "submitted_on": "2026-01-11",
        "decided_on": "2026-01-12", "posted_on": "2026-01-31", **CNY, **more,
    }  # fmt: skip


def line(claim_id: str, version: int, number: int, amount: float, **more: object) -> dict:
    return {
        "claim_id": claim_id, "claim_version": version, "line_no": number, "line_type": "labor",
        "claimed_amount": amount, "approved_amount": amount, **more,
    }  # fmt: skip


COMPANY: dict[str, list[dict[str, object]]] = {
    "crm.customers": [
        {"customer_id": "C1", "customer_type": "consumer", "created_at": "2025-01-01T00:00:00",
         "full_name": "Ada Secret", "phone": "555", "email": "ada@example.org"},
        {"customer_id": "C2", "customer_type": "robot", "created_at": "2025-01-01T00:00:00",
         "full_name": 'Bo "Quote" Secret', "phone": "556", "nickname": "extra secret"},
    ],
    "warranty.products": [
        {"product_id": "P1", "product_name": "One", "product_line": "van", "is_own_brand": "true"},
        {"product_id": "P9", "product_name": "Nine", "product_line": "other",
         "is_own_brand": "false", "manufacturing_cost": "10", "currency": "XXX"},
    ],
    "warranty.units": [
        {"unit_id": "U1", "product_id": "P1", "in_service_on": "2025-06-01", "status": "delivered"},
        {"unit_id": "U9", "product_id": "P9", "in_service_on": "2025-06-01", "status": "scrapped"},
    ],
    "service.regions": [{"region_id": "R1", "region_name": "R", "timezone": "Mars/Olympus"}],
    "warranty.claims": [
        claim("K1", 1, "denied"),
        claim("K1", 2, "approved"),
        claim("K2", 1, "pending", posted_on=""),
        claim("K3", 1, "approved", unit_id="U9"),
        claim("K4", 1, "paid", unit_id="lost", currency="EUR"),
        claim("K5", 1, "approved", failed_on="2026-05-01", submitted_on="2026-05-02",
              decided_on="", posted_on=""),
        claim("K6", 1, "approved", claim_type="unheard of"),
    ],
    "warranty.claim_lines": [
        line("K1", 1, 1, 1000), line("K1", 2, 1, 800), line("K1", 2, 2, 104, line_type="tax"),
        line("K2", 1, 1, 50), line("K3", 1, 1, 70), line("K4", 1, 1, 10.05),
        line("K5", 1, 1, 9), line("K6", 1, 1, 33), line("K7", 1, 1, 44),
    ],
    "finance.exchange_rates": [
        {"rate_on": "2026-01-01", "from_currency": "EUR", "to_currency": "CNY", "rate": "7.7"},
    ],
    "crm.sales": [
        {"sale_id": "S1", "order_id": "O1", "customer_id": "C1", "product_id": "P1",
         "ordered_on": "2026-01-01", "delivered_on": "2026-02-01", "quantity": 1,
         "net_amount": "1000.00", **CNY},
        {"sale_id": "S2", "order_id": "O2", "customer_id": "C1", "product_id": "P1",
         "ordered_on": "2026-01-01", "quantity": 1, "net_amount": "500.00", **CNY},
        {"sale_id": "S3", "order_id": "O3", "customer_id": "nobody", "product_id": "P9",
         "ordered_on": "2026-01-01", "delivered_on": "2026-02-01", "quantity": 1,
         "net_amount": "10.00", **EUR},
        {"sale_id": "S4", "order_id": "O4", "customer_id": "C1", "product_id": "P1",
         "ordered_on": "2026-05-01", "quantity": 1, "net_amount": "7.00", **CNY},
    ],
    "crm.sale_adjustments": [
        {"adjustment_id": f"A{number}", "sale_id": sale, "adjustment_type": "credit",
         "adjusted_on": day, "amount": amount, **CNY}
        for number, (sale, day, amount) in enumerate(
            [("S1", "2026-02-02", 100), ("S2", "2026-02-02", 5), ("S4", "2026-02-02", 3),
             ("lost", "2026-02-02", 2), ("S1", "2026-05-02", 1)]
        )
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return build_tables(
        tmp_path_factory.mktemp("audit"), COMPANY, as_of="2026-03-31",
        reporting_currency="CNY", select=AUDIT,
    )  # fmt: skip


def balance(
    built: duckdb.DuckDBPyConnection, table: str, mart: str = "warranty_cost_ratio"
) -> dict[str, float]:
    return {
        reason: float(amount)
        for reason, amount in built.execute(
            "select reason, amount from audit.money_balance where table_name = ? and mart = ?",
            [table, mart],
        ).fetchall()
        if amount
    }


def test_every_table_is_balanced(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(built, "from audit.row_balance")
    assert len(rows) == 63
    for row in rows:
        states = ("accepted", "duplicates", "deleted", "rejected", "after_as_of")
        assert row["delivered"] == sum(row[state] for state in states)
        delivered = f"{row['system']}.{row['table_name']}" in COMPANY
        assert row["is_delivered"] == delivered


def test_a_rejected_row_shows_no_person(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(built, "from audit.rejected_rows where table_name = 'customers'")
    assert [row["reasons"] for row in rows] == ["not_accepted:customer_type"]
    shown = json.loads(rows[0]["record"])
    assert shown["full_name"] == shown["phone"] == "***"
    assert "email" not in shown
    assert shown["customer_type"] == "robot"
    assert "extra secret" not in rows[0]["record"]


def test_no_published_relation_bears_a_person(built: duckdb.DuckDBPyConnection) -> None:
    personal = {c.name for table in load_contract().values() for c in table.columns if c.pii}
    columns = built.execute(
        "select distinct column_name from information_schema.columns"
        " where table_schema in ('core', 'marts', 'audit')"
    ).fetchall()
    assert not personal & {name for (name,) in columns}
    tables = built.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('core', 'marts', 'audit')"
    ).fetchall()
    for (table,) in tables:
        text = str(built.execute(f"select * from {table}").fetchall())
        assert "Secret" not in text, table
        assert "ada@example.org" not in text, table


def test_the_claim_money_is_all_accounted_for(built: duckdb.DuckDBPyConnection) -> None:
    assert balance(built, "claim_lines") == {
        "accepted": 1000 + 800 + 104 + 50 + 70 + 77.39 + 9,
        "in_mart": 800 + 77.39,  # 10.05 EUR at 7.7 is 77.385
        "superseded_version": 1000,
        "tax": 104,
        "not_counting": 50,
        "other_brand": 70,
        "after_as_of": 9,
        "missing_parent": 33 + 44,
    }


def test_the_revenue_is_all_accounted_for(built: duckdb.DuckDBPyConnection) -> None:
    assert balance(built, "sales") == {
        "accepted": 1000 + 500 + 77 + 7,
        "in_mart": 1000,
        "undelivered": 500,
        "other_brand": 77,
        "after_as_of": 7,
    }
    # an adjustment of an unknown sale keeps its money; of one not yet delivered it takes nothing
    assert balance(built, "sale_adjustments") == {
        "accepted": -111,
        "in_mart": -102,
        "undelivered": -8,
        "after_as_of": -1,
    }


def test_no_cent_is_lost_between_any_table_and_mart(built: duckdb.DuckDBPyConnection) -> None:
    pairs = records(
        built,
        "select distinct table_name, mart, difference_amount from audit.money_balance",
    )
    assert len(pairs) == 34
    assert [pair for pair in pairs if pair["difference_amount"]] == []


def test_references_that_lead_nowhere_keep_their_money(built: duckdb.DuckDBPyConnection) -> None:
    warned = {
        (row["table_name"], row["column_name"]): (row["warned_rows"], row["warned_amount"])
        for row in records(built, "from audit.reference_warnings where warned_rows > 0")
    }
    assert {key: (rows, amount and float(amount)) for key, (rows, amount) in warned.items()} == {
        ("sales", "customer_id"): (1, 77.0),
        ("sale_adjustments", "sale_id"): (1, 2.0),
        ("claims", "unit_id"): (1, 77.39),
        ("products", "manufacturing_cost"): (1, None),
        ("regions", "timezone"): (1, None),
    }
    unchecked = built.execute(
        "select is_checked, warned_rows from audit.reference_warnings"
        " where table_name = 'claims' and column_name = 'service_center_id'"
    ).fetchone()
    assert unchecked == (False, None)


def test_readiness_says_what_each_absence_costs(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(built, "from audit.mart_readiness")
    states = {row["mart"]: row["subject"] for row in rows if row["kind"] == "state"}
    assert states["warranty_cost_ratio"] == "partly"
    assert states["nps"] == "empty"
    assert states["build_info"] == "complete"
    missing = {row["subject"] for row in rows if row["mart"] == "warranty_cost_ratio"}
    assert "warranty.supplier_recoveries" in missing
    assert "warranty.claims" not in missing
    counted = {
        (row["mart"], row["subject"]): row["row_count"]
        for row in rows
        if row["kind"] == "counted_rows"
    }
    assert counted["lifecycle_cost", "units_without_status_on"] == 1
    assert counted["service_cost_ledger", "claims_without_center"] == 3


def test_the_build_says_how_much_was_rejected(built: duckdb.DuckDBPyConnection) -> None:
    row = records(built, "from marts.build_info")[0]
    assert row["rows_delivered"] == sum(len(rows) for rows in COMPANY.values())
    # the customer, the claim of no known type, its line and the line of no claim
    assert row["rows_rejected"] == 4


def test_children_without_their_parents_table_still_balance(tmp_path: Path) -> None:
    built = build_tables(
        tmp_path,
        {
            "crm.sale_adjustments": COMPANY["crm.sale_adjustments"],
            "crm.referral_rewards": [
                {"reward_id": "W1", "referral_id": "F1", "paid_on": "2026-02-01", "amount": 5,
                 **CNY},
            ],
            "warranty.supplier_recoveries": [
                {"recovery_id": "V1", "requested_on": "2026-02-01", "supplier_id": "X",
                 "requested_amount": 9, "recovered_amount": 8, "received_on": "2026-02-02", **CNY},
            ],
            "warranty.reserve_movements": [
                {"movement_id": "M1", "posted_on": "2026-02-01", "movement_type": "accrual",
                 "amount": 6, **CNY},
            ],
            "service.work_order_costs": [
                {"cost_line_id": "L1", "work_order_id": "J1", "cost_type": "labor",
                 "cost_basis": "actual_cost", "amount": 4, "incurred_on": "2026-02-01", **CNY},
            ],
            "service.visits": [
                {"visit_id": "B1", "work_order_id": "J1", "outcome": "fixed",
                 "arrived_at": "2026-02-01T10:00:00Z", "labor_cost": 3, **CNY},
            ],
        },
        as_of="2026-03-31",
        select=["+money_balance"],
    )  # fmt: skip
    uneven = built.execute("select * from audit.money_balance where difference_amount <> 0")
    assert uneven.fetchall() == []
    assert balance(built, "sale_adjustments")["absent_table"] == -110
    assert balance(built, "supplier_recoveries")["absent_table"] == 8
    assert balance(built, "reserve_movements", "warranty_cost_ratio_yearly")["in_mart"] == 6
    assert balance(built, "work_order_costs", "lifecycle_cost")["no_job"] == 4
