"""Golden cases of warranty cost: versions, streams, recoveries, currencies, returns and orphans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from warranty_rows import adjustment, claim, line, product, rate, recovery, sale, unit

MARCH = date(2026, 3, 1)
LINES = ["streams", "dollars", "returns", "netted", "small", "large", "placed", "late", "several"]
SELECT = ["+warranty_cost_ratio_yearly", "+fct_warranty_claim_lines", "+fct_sales"]

TABLES = {
    "warranty.products": [
        *[product(name, name) for name in LINES],
        product("foreign", "foreign", own=False),
    ],
    "warranty.units": [
        unit("u-placed", "placed", region_id="west"),
        unit("u-lost", "nobody"),
        unit("u-foreign", "foreign"),
        unit("u-new", "streams", "2026-06-15"),
        unit("u-tomorrow", "streams", "2026-06-16"),
    ],
    "service.regions": [
        {"region_id": "east", "region_name": "East", "timezone": "UTC"},
        {"region_id": "west", "region_name": "West", "timezone": "UTC"},
    ],
    "service.service_centers": [
        {"service_center_id": "own", "service_center_name": "Own", "region_id": "east",
         "city": "A", "operator": "own"},
        {"service_center_id": "partner", "service_center_name": "Partner", "region_id": "west",
         "city": "B", "operator": "partner"},
    ],
    "service.work_orders": [
        {"work_order_id": "job", "order_type": "repair", "service_mode": "workshop",
         "service_center_id": "own", "opened_at": "2026-03-01 00:00"},
    ],
    "finance.service_costs": [
        {"entry_id": "e1", "account": "6001", "cost_type": "labor", "posted_on": "2026-03-31",
         "amount": 5000, "currency": "CNY"},
    ],
    "finance.company_revenue": [
        {"revenue_month": "2026-03-01", "product_line": "large", "net_amount": 90,
         "currency": "CNY"},
        {"revenue_month": "2026-06-01", "product_line": "large", "net_amount": 1000,
         "currency": "CNY"},
    ],
    "finance.exchange_rates": [
        rate("2026-01-01", "USD", "CNY", 7), rate("2026-03-15", "USD", "CNY", "7.5"),
    ],
    "crm.sales": [
        sale("s-streams", "streams", 1000, "2026-03-31"),
        sale("s-usd-1", "dollars", 1000, "2026-02-10", currency="USD"),
        sale("s-usd-2", "dollars", 1000, "2026-03-20", currency="USD"),
        sale("s-foreign", "foreign", 7777, "2026-03-01"),
        sale("s-next-year", "returns", 500, "2025-12-31"),
        sale("s-undelivered", "returns", 500),
        sale("s-early", "returns", 400, "2026-03-20"),
        sale("s-credit", "returns", 300, "2026-02-28"),
        sale("s-part", "returns", 300, "2026-02-28", quantity=3),
        sale("s-future", "returns", 9999, "2026-06-16"),
        sale("s-lost", "nobody", 60, "2026-03-01"),
        sale("s-small", "small", 1, "2026-03-01"),
        sale("s-large", "large", 9, "2026-03-01"),
    ],
    "crm.sale_adjustments": [
        adjustment("a1", "s-next-year", "return", 500, "2026-01-05"),
        adjustment("a2", "s-undelivered", "cancellation", 500, "2026-03-01"),
        adjustment("a3", "s-early", "cancellation", 400, "2026-03-02"),
        adjustment("a4", "s-credit", "credit", 30, "2026-03-31"),
        adjustment("a5", "s-part", "return", 100, "2026-03-31", quantity=1),
        adjustment("a6", "s-nobody", "return", 11, "2026-03-05"),
        adjustment("a7", "s-small", "return", 1, "2026-06-16"),
        adjustment("a8", "s-foreign", "return", 7777, "2026-03-05"),
    ],
    "warranty.claims": [
        *[
            claim(f"stream-{kind}", "streams", claim_type=kind)
            for kind in ("base", "powertrain", "extended", "recall", "goodwill", "other")
        ],
        claim("pending", "streams", status="pending", decided_on="", posted_on=""),
        claim("approved-only", "streams", posted_on="", decided_on="2026-04-01"),
        claim("posted-tomorrow", "streams", posted_on="2026-06-16", decided_on="2026-06-01"),
        claim("failed-tomorrow", "streams", failed_on="2026-06-16", submitted_on="2026-06-16",
              decided_on="", posted_on=""),
        claim("usd-1", "dollars", currency="USD", posted_on="2026-02-28",
              failed_on="2026-02-01", submitted_on="2026-02-01", decided_on="2026-02-01"),
        claim("usd-2", "dollars", currency="USD", posted_on="2026-03-15"),
        claim("netted", "netted"), claim("netted-goodwill", "netted", claim_type="goodwill"),
        claim("small", "small"), claim("large", "large"),
        claim("by-unit", "streams", unit_id="u-placed"),
        claim("by-product", "placed", unit_id="u-lost", service_center_id="nowhere",
              work_order_id="job"),
        claim("by-nothing", "nobody", unit_id="u-lost", service_center_id="partner"),
        claim("by-foreign", "placed", unit_id="u-foreign"),
        claim("no-ledger", "placed", service_center_id="own", posted_on="2026-04-10"),
    ],
    "warranty.claim_lines": [
        *[
            line(f"stream-{kind}", 1, amount)
            for kind, amount in [("base", 10), ("powertrain", 20), ("extended", 3),
                                 ("recall", 4), ("goodwill", 5), ("other", 6)]
        ],
        line("stream-base", 2, "1.50", line_type="tax"),
        line("stream-base", 3, "2.50", approved_amount=""),
        line("pending", 1, 100), line("approved-only", 1, 70), line("posted-tomorrow", 1, 80),
        line("failed-tomorrow", 1, 900),
        line("usd-1", 1, 50), line("usd-2", 1, "0.01"), line("usd-2", 2, "49.99"),
        line("netted", 1, 100), line("netted-goodwill", 1, 40),
        line("small", 1, 1), line("large", 1, 1),
        line("by-unit", 1, 1), line("by-product", 1, 2), line("by-nothing", 1, 4),
        line("by-foreign", 1, 8), line("no-ledger", 1, 16),
    ],
    "warranty.supplier_recoveries": [
        recovery("r1", "netted", 30, "2026-05-02"), recovery("r2", "netted", 90, "2026-06-15"),
        recovery("r3", "netted", 500), recovery("r4", "netted", 500, "2026-06-16"),
        recovery("r5", "netted-goodwill", 25, "2026-05-02"),
        recovery("r6", "", 7, "2026-05-02"), recovery("r7", "no-such-claim", 8, "2026-05-03"),
        recovery("r8", "by-foreign", 3, "2026-05-03"),
        recovery("r9", "netted", 12, "2026-05-02", recovered_amount=""),
    ],
    "warranty.reserve_movements": [
        {"movement_id": "m1", "posted_on": "2026-01-31", "movement_type": "accrual",
         "amount": 11, "currency": "CNY"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("warranty")
    return build_tables(folder, TABLES, as_of="2026-06-15", select=SELECT)


def month(
    built: duckdb.DuckDBPyConnection, product_line: str, month_start: date = MARCH
) -> dict[str, object]:
    (row,) = records(
        built,
        "select * from marts.warranty_cost_ratio"
        f" where product_line = '{product_line}' and month_start = date '{month_start}'",
    )
    return row


def test_every_stream_has_its_column(built: duckdb.DuckDBPyConnection) -> None:
    row = month(built, "streams")
    assert row["claims_count"] == 2
    assert row["warranty_cost_gross_amount"] == 30
    assert (row["extended_amount"], row["recall_amount"]) == (3, 4)
    assert (row["goodwill_amount"], row["other_claims_amount"]) == (5, 6)
    assert row["unposted_amount"] == 0
    assert row["warranty_cost_ratio_gross"] == pytest.approx(0.03)


def test_unposted_claims_stand_in_the_month_of_their_decision(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert month(built, "streams", date(2026, 4, 1))["unposted_amount"] == 70
    june = month(built, "streams", date(2026, 6, 1))
    assert june["unposted_amount"] == 80
    assert (june["claims_count"], june["warranty_cost_gross_amount"]) == (0, 0)


def test_units_are_delivered_up_to_the_as_of_day(built: duckdb.DuckDBPyConnection) -> None:
    assert month(built, "streams", date(2026, 6, 1))["units_delivered"] == 1


def test_months_reach_from_the_first_event_to_the_as_of_month(
    built: duckdb.DuckDBPyConnection,
) -> None:
    months = built.execute(
        "select min(month_start), max(month_start), count(*) from marts.warranty_cost_ratio"
        " where product_line = 'returns'"
    ).fetchone()
    assert months == (date(2025, 12, 1), date(2026, 6, 1), 7)


def test_each_row_converts_at_its_posting_date_and_rounds(
    built: duckdb.DuckDBPyConnection,
) -> None:
    february, march = month(built, "dollars", date(2026, 2, 1)), month(built, "dollars")
    assert (february["revenue_amount"], february["warranty_cost_gross_amount"]) == (7000, 350)
    # 0.01 dollars are 0.075, which rounds to 0.08 before it is added to 374.93 (374.925)
    assert march["warranty_cost_gross_amount"] == Decimal("375.01")
    assert march["revenue_amount"] == 7500
    # where revenue and cost are of one currency, the rate leaves the ratio as it is
    assert february["warranty_cost_ratio_gross"] == pytest.approx(0.05)
    assert march["warranty_cost_ratio_gross"] == pytest.approx(0.05, abs=1e-5)


def test_returns_leave_revenue_in_their_own_month(built: duckdb.DuckDBPyConnection) -> None:
    revenue = {
        row["month_start"]: row["revenue_amount"]
        for row in records(
            built, "select * from marts.warranty_cost_ratio where product_line = 'returns'"
        )
    }
    assert revenue[date(2025, 12, 1)] == 500
    assert revenue[date(2026, 1, 1)] == -500
    assert revenue[date(2026, 2, 1)] == 600
    # delivered and already cancelled: off in the month of delivery; a credit and one piece of three
    assert revenue[MARCH] == 400 - 400 - 30 - 100
    flags = dict(
        built.execute("select sale_id, is_cancelled_or_returned from core.fct_sales").fetchall()
    )
    assert {name for name, flag in flags.items() if flag} == {
        "s-next-year", "s-undelivered", "s-early", "s-foreign",
    }  # fmt: skip


def test_no_cost_over_negative_revenue_is_plainly_0(built: duckdb.DuckDBPyConnection) -> None:
    row = month(built, "returns", date(2026, 1, 1))
    assert (row["warranty_cost_gross_amount"], row["revenue_amount"]) == (0, -500)
    # IEEE's negative zero equals 0, but a reader would see "-0"
    assert str(row["warranty_cost_ratio_gross"]) == "0.0"
    assert str(row["warranty_cost_ratio_net"]) == "0.0"


def test_unknown_products_and_sales_keep_their_money(built: duckdb.DuckDBPyConnection) -> None:
    row = month(built, "unknown")
    assert row["revenue_amount"] == 60 - 11
    assert (row["warranty_cost_gross_amount"], row["claims_count"]) == (4, 1)
    assert month(built, "unknown", date(2026, 5, 1))["supplier_recovery_amount"] == 7 + 8


def test_recoveries_net_by_their_own_month_and_may_exceed(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert month(built, "netted")["warranty_cost_net_amount"] == 100
    assert month(built, "netted", date(2026, 5, 1))["warranty_cost_net_amount"] == -30
    june = month(built, "netted", date(2026, 6, 1))
    assert (june["supplier_recovery_amount"], june["warranty_cost_net_amount"]) == (90, -90)
    assert june["claims_count"] == 0
    assert june["warranty_cost_ratio_net"] is None


def test_other_brands_are_outside(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select count(*) from marts.warranty_cost_ratio where product_line = 'foreign'"
    ).fetchone() == (0,)


def test_ratios_of_lines_are_not_averaged(built: duckdb.DuckDBPyConnection) -> None:
    small, large = month(built, "small"), month(built, "large")
    assert (small["warranty_cost_ratio_gross"], small["revenue_amount"]) == (1.0, 1)
    assert large["revenue_amount"] == 9 + 90
    yearly = {
        row["product_line"]: row
        for row in records(
            built,
            "select * from marts.warranty_cost_ratio_yearly where year_start = date '2026-01-01'",
        )
    }
    every = yearly.pop("all")
    for column in ("revenue_amount", "warranty_cost_gross_amount", "unposted_amount"):
        assert every[column] == sum(row[column] for row in yearly.values())
    assert every["warranty_cost_ratio_gross"] == pytest.approx(
        float(every["warranty_cost_gross_amount"]) / float(every["revenue_amount"])
    )
    assert every["accrual_amount"] == 11
    assert {row["accrual_amount"] for row in yearly.values()} == {0}


@pytest.mark.parametrize(
    ("claim_id", "product_line", "region_id", "is_own", "is_w"),
    [
        ("by-unit", "placed", "west", False, True),
        # the unit and the centre are orphans: its product and its job's centre tell
        ("by-product", "placed", "east", True, False),
        ("by-nothing", "unknown", "west", False, True),
        ("by-foreign", "foreign", "unknown", False, True),
        # no entry in the service ledger of April: the work is not in it
        ("no-ledger", "placed", "east", False, True),
        ("approved-only", "streams", "unknown", False, False),
        ("pending", "streams", "unknown", False, False),
    ],
)
def test_line_region_and_ledger_of_a_claim(
    built: duckdb.DuckDBPyConnection,
    claim_id: str,
    product_line: str,
    region_id: str,
    is_own: bool,
    is_w: bool,
) -> None:
    assert built.execute(
        "select product_line, region_id, is_own_claim, is_ledger_w"
        " from core.fct_warranty_claims where claim_id = ?",
        [claim_id],
    ).fetchone() == (product_line, region_id, is_own, is_w)


def test_an_event_after_the_as_of_date_does_not_count(built: duckdb.DuckDBPyConnection) -> None:
    known = "select count(*) from core.fct_warranty_claims where claim_id = 'failed-tomorrow'"
    assert built.execute(known).fetchone() == (0,)
