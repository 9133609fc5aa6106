"""Golden cases of the quality marts: G14, repair times, conditions, unusual use, review agenda."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from quality_company import AS_OF, company
from scipy.stats import f

SELECT = [
    "+complaint_topics",
    "+maintainability",
    "+failure_conditions",
    "+usage_scenarios",
    "+review_agenda",
]
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


def exact_limits(events: int, others: int) -> tuple[float, float]:
    """95 % limits of the ratio of two Poisson rates over equal exposure, by quantiles of F."""
    lower = events / ((others + 1) * f.ppf(0.975, 2 * (others + 1), 2 * events))
    upper = (events + 1) * f.ppf(0.975, 2 * (events + 1), 2 * others) / others
    return float(lower), float(upper)


def conditions(built: duckdb.DuckDBPyConnection, part_no: str) -> dict[str, dict[str, object]]:
    rows = records(built, f"select * from marts.failure_conditions where part_no = '{part_no}'")
    return {str(row["condition"]): row for row in rows}


def test_the_rate_is_over_the_days_in_the_condition(built: duckdb.DuckDBPyConnection) -> None:
    cold = conditions(built, "fan")["-20 to -10 C"]
    # 30 units, two readings of a week each; the days of units that never failed among them
    assert (cold["events"], cold["unit_days"], cold["units_exposed"]) == (8, 420, 30)
    # 30 units, eight weeks, and three days of the one that was scrapped
    assert (cold["other_events"], cold["other_unit_days"]) == (4, 1683)
    assert cold["failures_per_1000_unit_days"] == pytest.approx(8 / 0.42)
    assert cold["rate_ratio"] == pytest.approx(8 / 420 / (4 / 1683))
    lower, upper = exact_limits(8, 4)
    assert cold["lower_95"] == pytest.approx(lower * 1683 / 420, rel=1e-9)
    assert cold["upper_95"] == pytest.approx(upper * 1683 / 420, rel=1e-9)
    assert (cold["has_low_n"], cold["evidence_grade"]) == (False, "assumed")


def test_a_bound_belongs_above_and_an_unmet_condition_has_no_rate(
    built: duckdb.DuckDBPyConnection,
) -> None:
    found = conditions(built, "fan")
    assert (found["-10 to 10 C"]["events"], found["-10 to 10 C"]["unit_days"]) == (4, 1683)
    assert found["10 starts and more"]["unit_days"] == 210
    unmet = found["below -20 C"]
    assert (unmet["events"], unmet["unit_days"], unmet["other_unit_days"]) == (0, 0, 2103)
    assert (unmet["failures_per_1000_unit_days"], unmet["rate_ratio"]) == (None, None)
    assert (unmet["lower_95"], unmet["upper_95"], unmet["has_low_n"]) == (None, None, True)


def test_failures_without_exposure_are_beside(built: duckdb.DuckDBPyConnection) -> None:
    # a silent day, a silent unit, a day before service, a product that the part does not fit
    assert conditions(built, "fan")["-20 to -10 C"]["unobserved_events"] == 4
    hose = conditions(built, "hose")["-20 to -10 C"]
    assert (hose["events"], hose["unit_days"], hose["unobserved_events"]) == (0, 0, 1)


def test_claims_tell_of_units_without_telemetry(built: duckdb.DuckDBPyConnection) -> None:
    cold = conditions(built, "fan")["-20 to -10 C"]
    # the eight and four, the silent unit and the day before service, and the silent day
    assert (cold["ambient_events"], cold["other_ambient_events"]) == (10, 5)
    assert cold["ambient_rate_ratio"] == pytest.approx(10 / 5 * 1683 / 420)
    # two measures of temperature: an interval of the counts would promise too much
    assert cold["ambient_grade"] == "modelled" and "ambient_lower_95" not in cold
    starts = conditions(built, "fan")["10 starts and more"]
    assert (starts["ambient_events"], starts["ambient_grade"]) == (None, None)


def test_unusual_use_is_a_unit_on_a_day(built: duckdb.DuckDBPyConnection) -> None:
    rows = records(built, "select * from marts.usage_scenarios where product_line = 'offroad'")
    found = {str(row["scenario"]): row for row in rows}
    assert set(found) == {"extreme_cold", "many_starts", "water"}
    cold = found["extreme_cold"]
    # off-0 by telemetry and claim on one day, off-1, and off-3 by a denied claim
    assert (cold["cases"], cold["telemetry_cases"], cold["claim_cases"]) == (3, 2, 2)
    assert (cold["first_seen_on"], cold["last_seen_on"]) == (date(2026, 1, 18), date(2026, 1, 20))
    assert (cold["units"], cold["units_in_field"], cold["cases_per_1000_units"]) == (3, 40, 75.0)
    assert (found["water"]["cases"], found["water"]["evidence_grade"]) == (1, "measured")
    assert found["many_starts"]["first_seen_on"] == date(2026, 1, 19)


def test_a_text_without_a_unit_has_no_rate(built: duckdb.DuckDBPyConnection) -> None:
    (row,) = records(built, "select * from marts.usage_scenarios where product_line = 'unknown'")
    assert (row["scenario"], row["cases"], row["units"]) == ("misuse", 1, 0)
    assert (row["units_in_field"], row["cases_per_1000_units"]) == (0, None)


def agenda(built: duckdb.DuckDBPyConnection, month: str) -> list[dict[str, object]]:
    return records(
        built, f"select * from marts.review_agenda where month_start = '{month}' order by \"rank\""
    )


def test_codes_are_merged_to_one_issue(built: duckdb.DuckDBPyConnection) -> None:
    march, april = agenda(built, "2026-03-01"), agenda(built, "2026-04-01")
    # claims without mode and part are the dearest of all, and no issue
    assert [(row["issue_key"], row["avoidable_amount"]) for row in march] == [
        ("agenda/WEAR", 12000), ("I1", 10000), ("agenda/seal", 8000),
    ]  # fmt: skip
    assert [(row["issue_key"], row["avoidable_amount"]) for row in april] == [
        ("I1", 15000), ("agenda/WEAR", 12000), ("agenda/LEAK", 9000),
    ]  # fmt: skip
    assert (april[0]["title"], april[0]["failure_events"]) == ("Wears", 2)
    # two modes of one part
    assert (april[0]["failure_mode"], april[0]["part_no"]) == (None, "seal")


def test_an_issue_has_no_name_before_it_was_raised(built: duckdb.DuckDBPyConnection) -> None:
    march, april = agenda(built, "2026-03-01")[1], agenda(built, "2026-04-01")[0]
    names = ("issue_key", "issue_id", "title", "submitted_on")
    assert [march[name] for name in names] == ["I1", None, None, None]
    assert [april[name] for name in names] == ["I1", "I1", "Wears", date(2026, 4, 1)]
    # by line and mode until then, though it rattles in April
    assert (march["product_line"], march["failure_mode"]) == ("agenda", "WEAR")


def test_a_claim_counts_from_the_day_it_was_submitted(built: duckdb.DuckDBPyConnection) -> None:
    """A failure of December is heard of in May: no agenda before May knows of it."""
    december = "select count(*) from marts.review_agenda where issue_key = 'I1' and "
    assert built.execute(december + "month_start between '2025-12-01' and '2026-02-01'").fetchone()[
        0
    ] == 0  # fmt: skip
    # of its window before, too: November to January
    assert agenda(built, "2026-04-01")[0]["previous_avoidable_amount"] == 0
    # the leak of 20 March, submitted on 1 April: not in March's third place, in April's
    assert "agenda/LEAK" not in {row["issue_key"] for row in agenda(built, "2026-03-01")}


def test_a_running_month_has_no_trend(built: duckdb.DuckDBPyConnection) -> None:
    may, april = agenda(built, "2026-05-01"), agenda(built, "2026-04-01")
    assert {(row["trend"], row["change_amount"]) for row in may} == {(None, None)}
    assert (april[0]["trend"], april[0]["change_amount"]) == ("rising", 15000)


def test_recurring_issues_bear_their_age(built: duckdb.DuckDBPyConnection) -> None:
    (june, *_), march = agenda(built, "2025-06-01"), agenda(built, "2026-03-01")[1]
    assert (june["issue_key"], june["avoidable_amount"], june["is_recurring"]) == (
        "I1",
        3000,
        False,
    )
    # June to August, and then March
    assert (march["times_on_agenda"], march["is_recurring"], march["trend"]) == (4, True, "rising")
    # 1 June is what engineering was told on 1 April
    assert (march["first_failure_on"], march["age_days"]) == (date(2025, 6, 10), 294)
    april = agenda(built, "2026-04-01")[0]
    assert (april["first_failure_on"], april["age_days"]) == (date(2025, 6, 1), 333)


def test_the_window_moves_with_the_month(built: duckdb.DuckDBPyConnection) -> None:
    august, september = agenda(built, "2025-08-01"), agenda(built, "2025-09-01")
    assert (august[0]["issue_key"], august[0]["window_start"]) == ("I1", date(2025, 6, 1))
    assert "I1" not in {row["issue_key"] for row in september}


def test_an_alarm_marks_the_issue_as_emerging(built: duckdb.DuckDBPyConnection) -> None:
    may = agenda(built, "2026-05-01")
    crack = may[0]
    assert (crack["issue_key"], crack["avoidable_amount"]) == ("agenda/CRACK", 20000)
    assert (crack["is_emerging"], crack["first_alarm_on"]) == (True, date(2026, 5, 14))
    assert (crack["known_on"], crack["age_days"]) == (date(2026, 5, 15), 14)
    assert [row["is_emerging"] for row in may[1:]] == [False, False]
    assert crack["issue_id"] is None
    # five units where no rate is known
    assert (crack["alarm_rule"], crack["alarm_probability"]) == ("cluster", None)
    assert {(row["alarm_rule"], row["alarm_probability"]) for row in may[1:]} == {(None, None)}
