"""Golden case of the value restatement and of what rose and fell, by hand (S2-32, S2-37, G15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from restatement_company import tables

AS_OF = "2026-06-30"
SELECT = ["+value_restatement", "+quarterly_contributions", "+assumptions_in_force"]
Q1, Q2 = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("restatement")
    options = {"as_of": AS_OF, "reporting_currency": "CNY", "select": SELECT}
    return build_tables(folder, tables(), **options)


def rows_of(built: duckdb.DuckDBPyConnection, quarter: date) -> dict[str, dict]:
    found = records(built, f"from marts.value_restatement where quarter_start = '{quarter}'")
    return {row["metric"]: row for row in found}


@pytest.mark.parametrize(
    ("metric", "amount"),
    [
        # 1,000 external revenue less 450.25 of the service ledger; 500 internal never counts
        ("service_external_margin_amount", 549.75),
        ("labor_cost_amount", 400.25),
        ("labor_cost_four_quarters_amount", 1000.75),
        ("goodwill_amount", 300.00),
        # J2 120 and J3 30; J1 has a counting goodwill claim, its 80 are in it
        ("goodwill_forgone_amount", 150.00),
        # J1 the claim's 300; J3 has no cost yet, J2 opened the quarter before
        ("service_case_cost_amount", 300.00),
        ("referred_profit_amount", 50_000.00),
        ("referred_assumed_value_amount", 300_000.00),
        ("nps_relationship", 75.0),
        ("nps_relationship_change", 75.0),
        # 6 x 20 USD x 7 = 840; 2.5 x 10.01 = 25.03; minus 4 is a data error and counts 0
        ("parts_stock_amount", 865.03),
    ],
)
def test_a_quarter_by_hand(built: duckdb.DuckDBPyConnection, metric: str, amount: float) -> None:
    assert rows_of(built, Q2)[metric]["amount"] == pytest.approx(amount, abs=1e-9)


def test_the_quarter_before(built: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(built, Q1)
    assert rows["labor_cost_amount"]["amount"] == 300.0
    # only three quarters of the ledger are known: no four quarters yet, and never a year / 4
    assert rows["labor_cost_four_quarters_amount"]["amount"] is None
    assert rows["service_case_cost_amount"]["amount"] == 120.0
    assert rows["parts_stock_amount"]["amount"] == 100.0
    assert rows["nps_relationship"]["amount"] == 0.0


def test_both_views_are_told_apart_and_nothing_may_be_added(
    built: duckdb.DuckDBPyConnection,
) -> None:
    rows = rows_of(built, Q2)
    assert {row["is_additive"] for row in rows.values()} == {False}
    level, change = rows["nps_relationship"], rows["nps_relationship_change"]
    assert (level["uplift_type"], change["uplift_type"]) == ("level", "change")
    assert rows["parts_stock_amount"]["period"] == "quarter_end"
    assert rows["labor_cost_four_quarters_amount"]["period"] == "four_quarters"
    names = ["referred_profit_amount", "referred_assumed_value_amount", "goodwill_amount"]
    assert len({rows[name]["value_basis"] for name in [*names, "goodwill_forgone_amount"]}) == 4
    given = {m: row["view"] for m, row in rows.items() if row["line"] == "service_given"}
    assert given["goodwill_amount"] == "cost_centre"
    assert given["referred_profit_amount"] == "value_centre"
    # what later marts bring (avoided recalls, repurchase, protected value) has no row yet
    assert {row["view"] for row in rows.values() if row["line"] == "parts_stock"} == {"cost_centre"}


def contributions(
    built: duckdb.DuckDBPyConnection, metric: str, dimension: str
) -> dict[str, Decimal]:
    found = records(
        built,
        "select member, numerator_change from marts.quarterly_contributions where quarter_start ="
        f" '{Q2}' and metric = '{metric}' and dimension = '{dimension}' and numerator_change <> 0",
    )
    return {row["member"]: row["numerator_change"] for row in found}


def test_failures_by_part_share_a_claim_and_add_up(built: duckdb.DuckDBPyConnection) -> None:
    # Q1: A (pump). Q2: B with three causal parts and C (pump). G has no causal part.
    # A third has no end: the millionth left over goes to the first part number.
    assert contributions(built, "failure_events", "part") == {
        "pump": 1 + Decimal("0.333334") - 1,
        "seal": Decimal("0.333333"),
        "valve": Decimal("0.333333"),
        "unknown": 1,
    }
    assert contributions(built, "failure_events", "company") == {"company": 2}
    assert contributions(built, "failure_events", "product_line") == {"trucks": 1, "buses": 1}


def test_net_warranty_cost_by_part_line_and_region(built: duckdb.DuckDBPyConnection) -> None:
    # Q1: A 90 less 15 = 75. Q2: B 300 and C 70, less 40 = 330: +255.
    metric = "warranty_cost_net_amount"
    assert contributions(built, metric, "company") == {"company": 255}
    assert contributions(built, metric, "product_line") == {"trucks": 185, "buses": 70}
    assert contributions(built, metric, "region") == {"south": 255}
    assert contributions(built, metric, "part") == {
        "pump": 100 + 70 - 90, "valve": 100, "seal": 100, "supplier_recoveries": -25,
    }  # fmt: skip


def test_total_cost_and_margin(built: duckdb.DuckDBPyConnection) -> None:
    # S rose by 150.25 (trucks 100.25, buses 50); W not own: 90 -> 370 and goodwill 300
    cost = contributions(built, "after_sales_cost_amount", "product_line")
    assert cost == {"trucks": Decimal("100.25") + 210 + 300, "buses": 50 + 70}
    assert contributions(built, "service_external_margin_amount", "company") == {
        "company": 1000 - Decimal("150.25")
    }
    assert contributions(built, "referrals_won", "region") == {"unknown": 1}


def test_a_ratio_shows_both_of_its_sides(built: duckdb.DuckDBPyConnection) -> None:
    row = records(
        built,
        "from marts.quarterly_contributions where metric = 'warranty_cost_ratio_net'"
        f" and quarter_start = '{Q2}' and dimension = 'company'",
    )[0]
    assert (row["numerator_change"], row["denominator_change"]) == (255, 500_000)


def test_the_assumptions_that_figures_rest_on(built: duckdb.DuckDBPyConnection) -> None:
    found = records(
        built, f"from marts.assumptions_in_force where quarter_start = '{Q2}' order by metric"
    )
    used = {(row["metric"], row["assumption"]): row["value"] for row in found}
    assert used["referred_profit_amount", "referral_profit_margin"] == 0.1
    assert used["referred_assumed_value_amount", "referred_customer_value"] == 300_000
    assert all(row["source"] and row["valid_from"] <= Q2 for row in found)
