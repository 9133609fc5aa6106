"""Golden company of lifecycle cost: every place to which a ledger's amount can go, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records

SELECT = ["+lifecycle_cost_reconciliation", "+service_cost_ledger", "+cost_reconciliation"]


def unit(unit_id: str, product_id: str, in_service_on: str, **columns: object) -> dict:
    return {
        "unit_id": unit_id, "product_id": product_id, "in_service_on": in_service_on,
        "status": "delivered", **columns,
    }  # fmt: skip


def claim(claim_id: str, failed_on: str, posted_on: str | None, **columns: object) -> dict:
    return {
        "claim_id": claim_id, "claim_version": 1, "claim_type": "base", "failed_on": failed_on,
        "submitted_on": failed_on, "posted_on": posted_on, "status": "approved",
        "currency": "CNY", **columns,
    }  # fmt: skip


def line(claim_id: str, line_no: int, line_type: str, amount: object) -> dict:
    return {
        "claim_id": claim_id, "claim_version": 1, "line_no": line_no, "line_type": line_type,
        "claimed_amount": amount, "approved_amount": amount,
    }  # fmt: skip


def job(work_order_id: str, unit_id: str | None, opened_at: str, **columns: object) -> dict:
    return {
        "work_order_id": work_order_id, "unit_id": unit_id, "order_type": "repair",
        "service_mode": "onsite", "opened_at": opened_at, **columns,
    }  # fmt: skip


def job_cost(key: str, job_id: str, kind: str, basis: str, amount: object) -> dict:
    return {
        "cost_line_id": key, "work_order_id": job_id, "cost_type": kind, "cost_basis": basis,
        "amount": amount, "currency": "CNY",
    }  # fmt: skip


def entry(entry_id: str, posted_on: str, amount: object, **columns: object) -> dict:
    return {
        "entry_id": entry_id, "account": "6401", "cost_type": "labor", "posted_on": posted_on,
        "amount": amount, "currency": "CNY", **columns,
    }  # fmt: skip


def ledger(month: str, account: str, amount: object, currency: str = "CNY") -> dict:
    return {"ledger_month": month, "account": account, "amount": amount, "currency": currency}


def product(product_id: str, product_line: str, is_own_brand: bool, cost: object = None) -> dict:
    return {
        "product_id": product_id, "product_name": product_id, "product_line": product_line,
        "is_own_brand": str(is_own_brand).lower(), "manufacturing_cost": cost, "currency": "CNY",
    }  # fmt: skip


def sale(sale_id: str, unit_id: str, net_amount: object) -> dict:
    return {
        "sale_id": sale_id, "order_id": sale_id, "customer_id": "c", "product_id": "truck",
        "unit_id": unit_id, "ordered_on": "2023-12-01", "delivered_on": "2024-01-01",
        "quantity": 1, "net_amount": net_amount, "currency": "CNY",
    }  # fmt: skip


TABLES = {
    "warranty.products": [
        product("truck", "trucks", True, 1000), product("van", "vans", True),
        product("bus", "buses", False),
    ],
    "warranty.units": [
        unit("t1", "truck", "2024-01-01", region_id="east"),
        unit("t2", "truck", "2024-01-01", region_id="west", status="scrapped",
             status_on="2024-07-01", manufacturing_cost=1200),
        # a leap day's unit ends its first year with the last of February
        unit("v1", "van", "2024-02-29", region_id="east"),
        unit("b1", "bus", "2024-01-01"),
        unit("after", "truck", "2026-01-01"),
    ],
    "service.regions": [
        {"region_id": "east", "region_name": "East", "timezone": "Asia/Shanghai"},
        {"region_id": "west", "region_name": "West", "timezone": "Asia/Urumqi"},
    ],
    "service.service_centers": [
        {"service_center_id": "own", "service_center_name": "Own", "region_id": "east",
         "city": "A", "operator": "own"},
        {"service_center_id": "partner", "service_center_name": "Partner", "region_id": "west",
         "city": "B", "operator": "partner"},
    ],
    "warranty.claims": [
        claim("first_year", "2024-03-10", "2024-04-05", unit_id="t1", work_order_id="claimed",
              service_center_id="partner"),
        # twelve completed months: the second year begins on the day itself
        claim("second_year", "2025-01-01", "2025-02-01", unit_id="t1", service_center_id="own"),
        # an own centre in a month in which S has no row stays in W
        claim("own_no_ledger", "2024-05-01", "2024-06-01", unit_id="t1", service_center_id="own"),
        claim("before", "2023-12-31", "2024-04-01", unit_id="t1", claim_type="recall"),
        claim("no_unit", "2024-04-01", "2024-04-01", product_id="truck"),
        claim("orphan", "2024-04-01", "2024-04-01", unit_id="nobody"),
        claim("other_brand", "2024-04-01", "2024-04-01", unit_id="b1"),
        claim("unposted", "2024-04-01", None, unit_id="t1"),
        claim("goodwill", "2024-05-01", "2024-05-20", unit_id="v1", claim_type="goodwill"),
        claim("denied", "2024-04-01", "2024-04-01", unit_id="t1", status="denied"),
    ],
    "warranty.claim_lines": [
        line("first_year", 1, "part", 60), line("first_year", 2, "labor", 40),
        line("first_year", 3, "tax", 20),
        line("second_year", 1, "part", 50), line("own_no_ledger", 1, "labor", 2),
        line("before", 1, "part", 7), line("no_unit", 1, "part", 9),
        line("orphan", 1, "part", 1), line("other_brand", 1, "part", 11),
        line("unposted", 1, "part", 1000), line("goodwill", 1, "part", 5),
        line("denied", 1, "part", 3000),
    ],
    "service.work_orders": [
        job("lines", "t1", "2024-05-10 08:00:00", service_center_id="own",
            closed_at="2024-05-11 08:00:00"),
        job("claimed", "t1", "2024-03-10 08:00:00"),
        job("visits", "v1", "2024-06-01 08:00:00", service_center_id="own"),
        job("unitless", None, "2024-05-10 08:00:00"),
        # 2024-12-31 20:00 UTC is already the second year in Shanghai
        job("midnight", "t1", "2024-12-31 20:00:00", service_center_id="own"),
        job("later", "t1", "2025-12-31 20:00:00", service_center_id="own"),
    ],
    "service.work_order_costs": [
        job_cost("1", "lines", "labor", "actual_cost", 30),
        job_cost("2", "lines", "parts", "standard_cost", 40),
        job_cost("3", "lines", "parts", "list_price_forgone", 800),
        job_cost("4", "claimed", "labor", "actual_cost", 500),
        job_cost("5", "unitless", "labor", "actual_cost", 77),
        job_cost("6", "midnight", "labor", "actual_cost", 4),
        job_cost("7", "later", "labor", "actual_cost", 9000),
    ],
    "service.visits": [
        {"visit_id": "v", "work_order_id": "visits", "arrived_at": "2024-06-02 09:00:00",
         "outcome": "fixed", "labor_cost": 10, "travel_cost": 5, "currency": "CNY"},
        {"visit_id": "w", "work_order_id": "lines", "arrived_at": "2024-05-10 09:00:00",
         "outcome": "fixed", "labor_cost": 600, "travel_cost": 5, "currency": "CNY"},
    ],
    "parts.parts": [
        {"part_no": "p", "part_name": "P", "standard_cost": 3, "currency": "CNY"},
    ],
    "parts.movements": [
        {"movement_id": "m1", "part_no": "p", "location_id": "l", "movement_type": "issue",
         "quantity": 2, "moved_at": "2024-06-02 09:00:00", "work_order_id": "visits"},
        {"movement_id": "m2", "part_no": "p", "location_id": "l", "movement_type": "return",
         "quantity": 1, "moved_at": "2024-06-03 09:00:00", "work_order_id": "visits"},
        {"movement_id": "m3", "part_no": "p", "location_id": "l", "movement_type": "issue",
         "quantity": 50, "moved_at": "2024-05-10 09:00:00", "work_order_id": "lines"},
    ],
    "finance.service_costs": [
        entry("1", "2023-01-31", 33, product_line="trucks"),
        entry("2", "2024-04-30", 200, product_line="trucks", statement_line="selling"),
        entry("3", "2024-05-31", 60, region_id="west", account="6402"),
        entry("4", "2024-08-31", 44, product_line="buses", service_center_id="own"),
        entry("5", "2025-02-28", "100.01", account="6402"),
        entry("6", "2026-01-01", 5000, product_line="trucks"),
    ],
    "finance.ledger_totals": [
        ledger("2024-04-01", "6401", 201), ledger("2024-05-01", "6402", 61),
        ledger("2024-08-01", "9999", 5), ledger("2025-02-01", "6402", "100.01"),
        ledger("2026-01-01", "6401", 5000),
    ],
    "crm.sales": [sale("s1", "t1", 3000), sale("s2", "t2", 2000)],
    "crm.sale_adjustments": [
        {"adjustment_id": "a", "sale_id": "s2", "adjustment_type": "credit",
         "adjusted_on": "2024-02-01", "amount": 500, "currency": "CNY"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("lifecycle")
    return build_tables(folder, TABLES, as_of="2025-12-31", select=SELECT)


def cohort_year(built: duckdb.DuckDBPyConnection, product_line: str, year: int) -> dict:
    (row,) = records(
        built,
        f"select * from marts.lifecycle_cost where product_line = '{product_line}'"
        f" and sale_year = 2024 and year_in_service = {year}",
    )
    return row


def amounts(row: dict) -> list[Decimal]:
    names = ["warranty", "field_service", "parts", "allocated", "total"]
    return [row[f"{name}_amount"] for name in names]


def test_first_year_bears_claims_jobs_and_its_share_of_the_ledger(built) -> None:
    row = cohort_year(built, "trucks", 1)
    # allocated: April 200 - May's 70 traced + May's 60 of the west, where only t2 runs
    assert amounts(row) == [102, 30, 40, 190, 362]
    assert [row[f"allocated_by_{pool}_amount"] for pool in ("line", "region", "company")] == [
        130, 60, 0,
    ]  # fmt: skip
    assert row["units_sold"] == 2
    assert row["unit_years_at_risk"] == pytest.approx(1 + 182 / 366)
    assert row["cost_per_unit_year"] == pytest.approx(362 / (1 + 182 / 366))
    assert row["is_complete"] is True
    assert row["components_missing"] is None


def test_second_year_begins_with_the_twelfth_completed_month(built) -> None:
    row = cohort_year(built, "trucks", 2)
    # 4.00 was opened at local midnight; own claim 50 is taken off its share of 100.01
    assert amounts(row) == [50, 4, 0, Decimal("0.01"), Decimal("54.01")]
    assert row["unit_years_at_risk"] == 1
    assert row["is_complete"] is True
    first = cohort_year(built, "trucks", 1)
    assert row["cumulative_cost_per_unit"] == pytest.approx(
        first["cost_per_unit_year"] + row["cost_per_unit_year"]
    )


def test_third_year_has_not_begun(built) -> None:
    row = cohort_year(built, "trucks", 3)
    assert (row["unit_years_at_risk"], row["total_amount"]) == (0, 0)
    assert row["cost_per_unit_year"] is None
    assert row["cumulative_cost_per_unit"] is None
    assert row["is_complete"] is False


def test_a_leap_day_ends_its_year_on_the_last_of_february(built) -> None:
    row = cohort_year(built, "vans", 1)
    assert amounts(row) == [5, 15, 3, 50, 73]
    assert row["unit_years_at_risk"] == 1
    assert row["is_complete"] is True


def test_values_per_unit(built) -> None:
    row = cohort_year(built, "trucks", 1)
    assert row["manufacturing_cost_per_unit"] == 1100
    assert row["revenue_per_unit"] == 2250
    assert row["cost_to_manufacturing_ratio"] == pytest.approx(362 / (1 + 182 / 366) / 1100)
    assert cohort_year(built, "vans", 1)["manufacturing_cost_per_unit"] is None


def test_only_own_brand_cohorts_with_five_years_each(built) -> None:
    rows = built.execute(
        "select product_line, sale_year, count(*) from marts.lifecycle_cost group by all order by 1"
    ).fetchall()
    assert rows == [("trucks", 2024, 5), ("vans", 2024, 5)]


def test_everything_is_somewhere(built) -> None:
    (row,) = records(built, "select * from marts.lifecycle_cost_reconciliation")
    assert row == {
        "as_of_date": date(2025, 12, 31),
        "warranty_ledger_amount": 185,
        "own_claims_amount": 50,
        "service_ledger_amount": Decimal("437.01"),
        # June has no ledger, nor has the local first of January 2025
        "traced_without_ledger_amount": 22,
        "in_cohorts_amount": Decimal("489.01"),
        "before_service_amount": 7,
        "after_year_5_amount": 0,
        "no_unit_amount": 10,
        "other_brand_amount": 55,
        "unallocated_amount": 33,
        "difference_amount": 0,
    }


def test_the_ledger_sums_to_total_after_sales_cost(built) -> None:
    total, own = built.execute(
        "select sum(amount), sum(own_claims_amount) from marts.service_cost_ledger"
    ).fetchone()
    assert total == Decimal("437.01") + 185 - 50
    assert own == 50
    rules = built.execute(
        "select month_start, region_id, product_line, allocation_rule, amount, selling_amount"
        " from marts.service_cost_ledger where ledger = 'service' order by 1"
    ).fetchall()
    assert rules[1:4] == [
        (date(2024, 4, 1), "unknown", "trucks", "unmapped", 200, 200),
        (date(2024, 5, 1), "west", "unknown", "as_posted", 60, 0),
        (date(2024, 8, 1), "east", "buses", "region_of_centre", 44, 0),
    ]


def test_entries_against_the_general_ledger(built) -> None:
    rows = built.execute(
        "select month_start, account, entries_amount, ledger_amount, difference_amount,"
        " is_in_scope, is_reconciled from marts.cost_reconciliation order by 1, 2"
    ).fetchall()
    assert rows == [
        (date(2023, 1, 1), "6401", 33, None, None, True, None),
        # 1.00 of 201.00 is within half a percent, 1.00 of 61.00 is not
        (date(2024, 4, 1), "6401", 200, 201, -1, True, True),
        (date(2024, 5, 1), "6402", 60, 61, -1, True, False),
        (date(2024, 8, 1), "6401", 44, None, None, True, None),
        (date(2024, 8, 1), "9999", None, 5, None, False, None),
        (date(2025, 2, 1), "6402", Decimal("100.01"), Decimal("100.01"), 0, True, True),
    ]


def test_units_alone_leave_the_components_unknown(tmp_path) -> None:
    tables = {name: TABLES[name] for name in ("warranty.products", "warranty.units")}
    built = build_tables(tmp_path, tables, as_of="2025-12-31", select=SELECT)
    row = cohort_year(built, "trucks", 1)
    assert amounts(row) == [None] * 5
    assert row["components_missing"] == (
        "warranty_amount, field_service_amount, parts_amount, allocated_amount"
    )
    assert row["cost_per_unit_year"] is None
    (check,) = records(built, "select * from marts.lifecycle_cost_reconciliation")
    assert check["service_ledger_amount"] is None
    assert check["difference_amount"] == 0


def test_the_ledger_alone_is_unallocated(tmp_path) -> None:
    tables = {"finance.service_costs": TABLES["finance.service_costs"]}
    built = build_tables(tmp_path, tables, as_of="2025-12-31", select=SELECT)
    assert built.execute("select count(*) from marts.lifecycle_cost").fetchone() == (0,)
    (check,) = records(built, "select * from marts.lifecycle_cost_reconciliation")
    assert check["unallocated_amount"] == check["service_ledger_amount"] == Decimal("437.01")
    assert check["warranty_ledger_amount"] is None
