"""Golden cases of the forecast: published triangles and provisions through raw claims, and Mack."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from mack_oracle import RAA, cape_cod, mack
from vintage_company import AS_OF, REVENUES, SIZES, TRIANGLES, company, quarter


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("forecast")
    select = ["+warranty_forecast", "+warranty_triangle"]
    return build_tables(folder, company(), as_of=str(AS_OF), select=select)


def vintages(built: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, object]]:
    return records(
        built,
        f"select * from marts.warranty_forecast where product_line = '{name}'"
        " order by sale_quarter",
    )


def test_triangle_of_the_reinsurance_association(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 8: ultimate 213,122.23, IBNR 52,135.23, standard error 26,909.01."""
    rows = vintages(built, "raa")
    assert sum(len(row) for row in RAA) == 55
    assert [row["cost_to_date_amount"] for row in rows] == [row[-1] for row in RAA]
    assert sum(row["ultimate_amount"] for row in rows) == Decimal("213122.23")
    assert sum(row["ibnr_amount"] for row in rows) == Decimal("52135.23")
    assert {row["ibnr_total_amount"] for row in rows} == {Decimal("52135.23")}
    assert {round(row["total_standard_error"], 2) for row in rows} == {26909.01}
    printed = [0, 206, 623, 747, 1469, 2002, 2209, 5358, 6333, 24566]
    assert [round(row["mack_standard_error"]) for row in rows] == printed
    assert {row["provision_method"] for row in rows} == {"chain_ladder"}


@pytest.mark.parametrize("name", SIZES)
def test_mack_by_the_letter_agrees(built: duckdb.DuckDBPyConnection, name: str) -> None:
    rows, wanted = vintages(built, name), mack(TRIANGLES[name])
    assert len(rows) == SIZES[name]
    for row, ultimate, error in zip(rows, wanted.ultimates, wanted.errors, strict=True):
        assert float(row["ultimate_amount"]) == pytest.approx(ultimate, abs=0.011)
        assert row["mack_standard_error"] == pytest.approx(error, rel=1e-9)
        assert row["total_standard_error"] == pytest.approx(wanted.total_error, rel=1e-9)
        if row["ibnr_amount"] > 0:
            assert row["lower_95"] < row["ultimate_amount"] < row["upper_95"]
            assert row["lower_95"] > row["cost_to_date_amount"]


def test_expected_provision_of_the_example(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 3: 46,000 are expected, at 6, 7 and 7 % they are worth 41,846.16."""
    rows = vintages(built, "example")
    assert len(rows) == 14
    first, newest = rows[0], rows[-1]
    assert (first["cost_to_date_amount"], first["ultimate_amount"]) == (46000, 46000)
    assert first["vintage_ratio"] == pytest.approx(0.046)
    assert (newest["claims_count"], newest["ultimate_amount"]) == (0, None)
    assert newest["expected_ultimate_amount"] == newest["provision_amount"] == 46000
    assert newest["present_value_amount"] == Decimal("41846.16")
    assert (newest["provision_method"], newest["evidence_grade"]) == ("expected_loss", "assumed")
    assert (newest["present_value_grade"], first["provision_amount"]) == ("assumed", 0)
    # where no unit was sold nothing is expected, and that is not known to be 0
    assert {row["provision_amount"] for row in rows[1:-1]} == {None}
    # the total is that of the vintages with an ultimate; what is expected beside them is not in it
    assert {row["ibnr_total_amount"] for row in rows} == {0}


def test_expected_loss_is_that_of_cape_cod(built: duckdb.DuckDBPyConnection) -> None:
    """By hand: factors 2 and 1.25, maturities 0.4, 0.8 and 1; 550 / (5,000 + 8,000 + 3,200).

    The newest vintage is young and bears nothing; both count. Ultimates over revenue would be
    625 / 15,000, and 333.33 instead of 271.60.
    """
    rows = vintages(built, "cape")
    assert [row["maturity"] for row in rows] == pytest.approx([1, 0.8, 0.4])
    ratio = cape_cod(TRIANGLES["cape"], REVENUES["cape"])
    assert ratio == pytest.approx(550 / 16_200)
    assert float(rows[2]["expected_ultimate_amount"]) == pytest.approx(8000 * ratio, abs=0.005)
    assert rows[2]["expected_ultimate_amount"] == Decimal("271.60")
    assert rows[2]["provision_amount"] == Decimal("162.96")
    assert (rows[2]["provision_method"], rows[2]["ultimate_amount"]) == ("expected_loss", None)
    assert {row["ibnr_total_amount"] for row in rows} == {75}


def test_a_step_out_of_nothing_says_nothing(built: duckdb.DuckDBPyConnection) -> None:
    """0 grew to 50: nothing is told of a vintage of age 0, though such ones bore 50 of 190."""
    rows = vintages(built, "grown")
    assert [row["ultimate_amount"] is None for row in rows] == [False, False, False, True]
    assert rows[3]["maturity"] == pytest.approx(50 / 190 * 110 / 190 * 100 / 110)
    # its inverse would read as a factor to multiply by
    assert [row["development_factor"] is None for row in rows] == [False, False, False, True]
    # the last step would take its variance from the two before it, one of which has none
    assert rows[2]["mack_standard_error"] is rows[0]["total_standard_error"] is None
    assert rows[0]["mack_standard_error"] == 0


def test_below_nothing_is_null_and_never_wrong(built: duckdb.DuckDBPyConnection) -> None:
    rows = vintages(built, "fallen")
    # the second vintage stood below 0 in its second quarter, which no proportion describes
    assert [row["ultimate_amount"] is None for row in rows] == [False, False, True, True]


def test_quarters_that_only_silent_vintages_reached_end_the_development(
    built: duckdb.DuckDBPyConnection,
) -> None:
    rows = vintages(built, "silent")
    assert [row["ultimate_amount"] for row in rows] == [None, 180, 480, Decimal("330.00")]
    assert rows[0]["maturity"] == 1


def test_one_quarter_alone_has_no_development(built: duckdb.DuckDBPyConnection) -> None:
    (row,) = vintages(built, "young")
    assert row["cost_to_date_amount"] == 5
    assert row["development_factor"] is row["ultimate_amount"] is row["provision_amount"] is None


def test_the_triangle_bears_the_same_cost_by_age(built: duckdb.DuckDBPyConnection) -> None:
    """The oldest vintage of RAA, whose claims failed on the first day of each quarter."""
    rows = records(
        built,
        "select * from marts.warranty_triangle where product_line = 'raa'"
        f" and sale_month = date '{quarter(9)}' order by months_in_service",
    )
    assert [row["months_in_service"] for row in rows] == list(range(30))
    assert [rows[month]["cost_amount"] for month in (0, 1, 3)] == [5012, 0, 8269 - 5012]
    assert rows[3]["cumulative_cost_amount"] == 8269
    assert rows[29]["cumulative_cost_amount"] == 18834
    assert {row["units_at_risk"] for row in rows} == {1}
    # sold by the last day of July, the 30th month of service ends with January
    assert [row["is_observed"] for row in rows] == [True] * 29 + [False]
