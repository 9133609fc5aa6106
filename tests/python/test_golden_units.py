"""Golden cases of the field population, chains of successors, rates and local dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records

PRODUCTS = [
    {"product_id": "own", "product_name": "Own", "product_line": "trucks", "is_own_brand": "true"},
    {"product_id": "oth", "product_name": "Oth", "product_line": "buses", "is_own_brand": "no"},
]


def unit(unit_id: str, **columns: object) -> dict:
    return {"unit_id": unit_id, "product_id": "own", "status": "delivered", **columns}


def sale(sale_id: str, unit_id: str, delivered_on: str) -> dict:
    return {
        "sale_id": sale_id, "order_id": sale_id, "customer_id": "c1", "product_id": "own",
        "unit_id": unit_id, "ordered_on": "2024-01-01", "delivered_on": delivered_on,
        "quantity": 1, "net_amount": 100, "currency": "CNY",
    }  # fmt: skip


def returned(sale_id: str, adjusted_on: str, kind: str = "return") -> dict:
    return {
        "adjustment_id": f"{kind}-{sale_id}", "sale_id": sale_id, "adjustment_type": kind,
        "adjusted_on": adjusted_on, "amount": 100, "currency": "CNY",
    }  # fmt: skip


TABLES = {
    "warranty.products": PRODUCTS,
    "warranty.units": [
        unit("stays", in_service_on="2024-01-16"),
        unit("scrapped", in_service_on="2024-01-01", status="scrapped", status_on="2024-02-01"),
        unit("scrapped_later", in_service_on="2024-01-01", status="scrapped",
             status_on="2024-12-01"),
        unit("no_date", in_service_on="2024-01-01", status="exported",
             updated_at="2024-02-10 23:30:00", region_id="east"),
        unit("returned", in_service_on="2024-01-01"),
        unit("resold", in_service_on="2024-01-01"),
        unit("credited", in_service_on="2024-01-01"),
        unit("other_brand", in_service_on="2024-01-01", product_id="oth"),
        unit("orphan", in_service_on="2024-01-01", product_id="nobody"),
        unit("stock", status="stock"),
        unit("future", in_service_on="2024-06-01"),
    ],
    "service.regions": [
        {"region_id": "east", "region_name": "East", "timezone": "Asia/Shanghai"},
        {"region_id": "mars", "region_name": "Mars", "timezone": "Mars/Phobos"},
    ],
    "crm.sales": [
        sale("s1", "returned", "2024-01-01"),
        sale("s2", "resold", "2024-01-01"), sale("s3", "resold", "2024-03-11"),
        sale("s4", "credited", "2024-01-01"),
    ],
    "crm.sale_adjustments": [
        returned("s1", "2024-02-16"), returned("s2", "2024-02-01"),
        returned("s4", "2024-02-01", kind="credit"),
    ],
    "parts.parts": [
        {"part_no": name, "part_name": name, "superseded_by_part_no": successor}
        for name, successor in [
            ("a1", "a2"), ("a2", "a3"), ("a3", ""),
            ("tail", "c2"), ("c2", "c1"), ("c1", "c3"), ("c3", "c2"),
            ("self", "self"), ("lost", "nowhere"),
        ]
    ],
    "crm.customers": [
        {"customer_id": name, "customer_type": "consumer", "created_at": "2020-01-01 00:00",
         "merged_into_customer_id": into, "household_id": household}
        for name, into, household in [("m1", "m2", "h1"), ("m2", "", "h2"), ("c1", "", "")]
    ],
    "finance.exchange_rates": [
        {"rate_on": "2024-01-10", "from_currency": "USD", "to_currency": "CNY", "rate": 7},
        {"rate_on": "2024-02-10", "from_currency": "USD", "to_currency": "CNY", "rate": "7.5"},
        {"rate_on": "2024-01-01", "from_currency": "CNY", "to_currency": "USD", "rate": "0.125"},
        {"rate_on": "2024-03-01", "from_currency": "CNY", "to_currency": "USD", "rate": "0.5"},
        {"rate_on": "2024-01-01", "from_currency": "CNY", "to_currency": "JPY", "rate": 20},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("units")
    select = ["+fct_unit_months", "+dim_parts", "+dim_customers", "+int_exchange_rates_ranged"]
    return build_tables(folder, TABLES, as_of="2024-03-20", select=select)


def test_days_in_the_field(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(
        "select unit_id, list(days_in_field order by month_start)"
        " from core.fct_unit_months group by unit_id"
    ).fetchall()
    assert dict(rows) == {
        "stays": [16, 29, 20],
        "scrapped": [31],
        "scrapped_later": [31, 29, 20],
        # changed on 10 February 23:30 UTC, which is the 11th in Shanghai
        "no_date": [31, 10],
        "returned": [31, 15],
        "resold": [31, 10],
        "credited": [31, 29, 20],
    }


def test_a_resold_unit_is_back_from_its_delivery(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(
        built,
        "select * from intermediate.int_unit_field_periods where unit_id = 'resold'"
        " order by entered_on",
    )
    assert [(row["entered_on"], row["left_on"]) for row in rows] == [
        (date(2024, 1, 1), date(2024, 2, 1)),
        (date(2024, 3, 11), None),
    ]


def test_unit_months_are_days_over_days_of_the_month(built: duckdb.DuckDBPyConnection) -> None:
    months = built.execute(
        "select unit_months from core.fct_unit_months where unit_id = 'returned'"
        " order by month_start"
    ).fetchall()
    assert months == [(1.0,), (15 / 29,)]


def test_an_unknown_time_zone_falls_to_the_default(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select timezone from core.dim_regions where region_id = 'mars'"
    ).fetchone() == ("UTC",)


def test_successors_are_followed_and_cycles_end(built: duckdb.DuckDBPyConnection) -> None:
    ends = dict(built.execute("select part_no, final_part_no from core.dim_parts").fetchall())
    assert ends == {
        "a1": "a3", "a2": "a3", "a3": "a3",
        "tail": "c1", "c1": "c1", "c2": "c1", "c3": "c1",
        "self": "self", "lost": "lost",
    }  # fmt: skip
    cycles = built.execute("select part_no from core.dim_parts where is_in_cycle order by 1")
    assert cycles.fetchall() == [("c1",), ("c2",), ("c3",), ("self",), ("tail",)]


def test_a_merged_customer_bears_the_survivors_household(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select surviving_customer_id, household_id, is_merged from core.dim_customers"
        " where customer_id = 'm1'"
    ).fetchone() == ("m2", "h2", True)


@pytest.mark.parametrize(
    ("currency", "on", "rate"),
    [
        ("USD", "2024-01-01", "8"),
        ("USD", "2024-01-09", "8"),
        ("USD", "2024-01-10", "7"),
        ("USD", "2024-02-09", "7"),
        # a later inverse pair never replaces a direct one
        ("USD", "2024-03-05", "7.5"),
        ("JPY", "2024-03-05", "0.05"),
        ("CNY", "1999-01-01", "1"),
        ("JPY", "2023-12-31", None),
    ],
)
def test_rate_of_a_day(
    built: duckdb.DuckDBPyConnection, currency: str, on: str, rate: str | None
) -> None:
    found = built.execute(
        "select rate from intermediate.int_exchange_rates_ranged"
        " where currency = ? and valid_from <= ? and ? < valid_to",
        [currency, on, on],
    ).fetchall()
    assert found == ([(Decimal(rate),)] if rate else [])
