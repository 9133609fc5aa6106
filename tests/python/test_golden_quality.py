"""Golden cases of the quality marts: G14, repair times, conditions, unusual use, review agenda."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from quality_company import AS_OF, company

SELECT = ["+complaint_topics", "+maintainability"]
TABLES = company()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return build_tables(tmp_path_factory.mktemp("quality"), TABLES, as_of=AS_OF, select=SELECT)


def topics(
    built: duckdb.DuckDBPyConnection, product_line: str, quarter: str = "2026-01-01"
) -> dict[str, dict[str, object]]:
    rows = records(
        built,
        "select * from marts.complaint_topics"
        f" where product_line = '{product_line}' and quarter_start = '{quarter}'",
    )
    return {str(row["topic"]): row for row in rows}


def test_eight_of_ten_customers_are_an_alert(built: duckdb.DuckDBPyConnection) -> None:
    glare = topics(built, "car")["glare"]
    assert (glare["customers_with_topic"], glare["customers_complaining"]) == (8, 10)
    assert (glare["topic_share"], glare["is_alert"]) == (0.8, True)
    # eight tickets, and the loud customer's five
    assert glare["complaints_with_topic"] == 13
    # Wilson (1927): 8 of 10
    assert (glare["lower_95"], glare["upper_95"]) == (
        pytest.approx(0.490162, abs=1e-6), pytest.approx(0.943318, abs=1e-6),
    )  # fmt: skip
    assert glare["has_low_n"] is True


def test_a_ticket_of_several_topics_counts_for_each(built: duckdb.DuckDBPyConnection) -> None:
    car = topics(built, "car")
    assert set(car) == {"glare", "noise", "range"}
    # c8 by one ticket, c9 by two merged ones, c1 on the quarter's last second
    assert (car["noise"]["customers_with_topic"], car["noise"]["complaints_with_topic"]) == (3, 3)
    assert car["range"]["customers_with_topic"] == 2
    assert sum(float(row["topic_share"]) for row in car.values()) == pytest.approx(1.3)


def test_just_below_the_threshold_is_none(built: duckdb.DuckDBPyConnection) -> None:
    glare = topics(built, "bus")["glare"]
    assert (glare["topic_share"], glare["is_alert"], glare["has_low_n"]) == (0.79, False, False)


def test_the_next_quarter_begins_on_its_first_day(built: duckdb.DuckDBPyConnection) -> None:
    noise = topics(built, "car", "2026-04-01")["noise"]
    assert (noise["customers_complaining"], noise["is_alert"]) == (1, True)


def test_what_is_not_told_stands_on_unknown(built: duckdb.DuckDBPyConnection) -> None:
    rows = topics(built, "unknown")
    assert (rows["glare"]["customers_with_topic"], rows["glare"]["topic_share"]) == (0, 0)
    assert rows["glare"]["anonymous_complaints"] == 1
    assert (rows["unknown"]["customers_with_topic"], rows["unknown"]["is_alert"]) == (1, None)


def operations(
    built: duckdb.DuckDBPyConnection, model: str = "PUMPER"
) -> dict[str, dict[str, object]]:
    rows = records(built, f"select * from marts.maintainability where model = '{model}'")
    return {str(row["labor_operation"]): row for row in rows}


def test_three_hours_are_to_be_redesigned(built: duckdb.DuckDBPyConnection) -> None:
    change = operations(built)["CHANGE"]
    # 2.5, 3.0, 4.0, and 3.0 of the year before; denied, reversed and other brands' claims are none
    assert (change["jobs"], change["median_hours"], change["needs_redesign"]) == (4, 3.0, True)
    assert change["p90_hours"] == pytest.approx(3.7)
    assert change["hours_to_standard"] == pytest.approx(9.5 / 6)
    # the old part twice, under its successor, and the hose once
    assert (change["causal_part_no"], change["fastener_count"]) == ("new", 20)
    assert change["has_low_n"] is True


def test_a_year_of_work_is_counted_by_failure(built: duckdb.DuckDBPyConnection) -> None:
    found = operations(built)
    change, bleed = found["CHANGE"], found["BLEED"]
    assert (change["yearly_jobs"], change["yearly_hours"]) == (3, Decimal("9.50"))
    assert change["yearly_amount"] == 300
    # the first day of the twelve months, approved and not yet posted
    assert (bleed["yearly_jobs"], bleed["yearly_amount"]) == (2, 400)


def test_a_job_is_a_work_order_and_an_operation_its_own(
    built: duckdb.DuckDBPyConnection,
) -> None:
    found = operations(built)
    # 0.50 + 1.00 + 0.48 of one work order, and 4.00
    assert (found["BLEED"]["jobs"], found["BLEED"]["median_hours"]) == (2, pytest.approx(2.99))
    assert (found["BLEED"]["needs_redesign"], found["BLEED"]["hours_to_standard"]) == (False, None)
    # the untimed job is a job without hours, and its flat rate is compared with nothing
    drain = found["DRAIN"]
    assert (drain["jobs"], drain["timed_jobs"], drain["median_hours"]) == (2, 1, 0.7)
    assert drain["hours_to_standard"] == pytest.approx(1.4)


def test_labor_without_an_operation_is_beside(built: duckdb.DuckDBPyConnection) -> None:
    plain = operations(built, "nameless")["unknown"]
    assert (plain["median_hours"], plain["needs_redesign"]) == (5.0, None)
    assert plain["yearly_amount"] == 100
