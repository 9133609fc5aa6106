"""Golden cases of recalls and of the quality loop: raw rows in, figures of the marts out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from harness import build_tables, records
from quality_issues_company import AS_OF, TABLES

SELECT = ["+recall_exposure", "+quality_loop_quarterly"]
PLACES = ("produced", "in_field", "undelivered", "exported", "scrapped", "returned", "replaced")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("quality")
    return build_tables(folder, TABLES, as_of=AS_OF, select=SELECT, reporting_currency="CNY")


def exposure(built: duckdb.DuckDBPyConnection, issue_id: str) -> dict:
    (row,) = records(built, f"select * from marts.recall_exposure where issue_id = '{issue_id}'")
    return row


def units(row: dict) -> list:
    return [row[f"units_{place}"] for place in PLACES]


def loop(built: duckdb.DuckDBPyConnection, issue_id: str) -> dict:
    (row,) = records(built, f"select * from marts.quality_loop where issue_id = '{issue_id}'")
    return row


def test_g04_a_recall_is_120_million_and_not_the_200_that_are_claimed(built) -> None:
    row = exposure(built, "DESIGN")
    assert row["units_in_field"] == 8000
    assert row["recall_cost_per_unit_amount"] == 15000
    assert row["recall_cost_amount"] == row["recall_cost_high_amount"] == 120_000_000
    # 70 %; the board's 10 % hold only from tomorrow
    assert row["recall_cost_low_amount"] == 84_000_000
    assert row["claimed_avoided_amount"] == 200_000_000
    assert row["evidence_grade"] == "assumed"


def test_a12_the_batch_is_larger_than_what_was_delivered(built) -> None:
    # stock, in transit and delivered tomorrow; scrapped today; a bus of that batch is not ours
    assert units(exposure(built, "DESIGN")) == [8006, 8000, 3, 1, 1, 1, 0]


def test_containment_is_taken_off_what_a_recall_probably_costs(built) -> None:
    row = exposure(built, "DESIGN")
    # the calibration lists no unit, so the three undelivered at 200; OTA at 0; no recall in it
    assert row["containment_amount"] == 600
    assert row["has_free_containment"] is True
    # probability 0.5 from the as-of day itself on
    assert row["net_avoided_amount"] == 60_000_000 - 600


def test_what_is_left_without_a_containment_or_with_a_recall_is_no_saving(built) -> None:
    acted = {
        name: (exposure(built, name)["has_containment"], exposure(built, name)["has_recall"])
        for name in ("DESIGN", "CALIBRATION", "LOT", "RING_A", "NO_BATCH")
    }
    assert acted == {
        "DESIGN": (True, True), "CALIBRATION": (True, False),
        # the action of a duplicate, on the as-of day itself
        "LOT": (True, False), "RING_A": (False, True),
        "NO_BATCH": (False, False),
    }  # fmt: skip
    # a recall alone costs no containment
    assert exposure(built, "RING_A")["containment_amount"] == 0


def test_a6_two_issues_on_the_same_units_are_told_apart_and_never_added(built) -> None:
    row = exposure(built, "CALIBRATION")
    # all 8,000 calibrated at 200
    assert row["containment_amount"] == 1_600_000
    assert row["recall_cost_low_amount"] == 280
    assert row["claimed_avoided_amount"] is None
    assert row["units_in_other_issues"] == row["units_in_field"] == 8000


def test_trap_18_the_component_as_installed_on_the_day(built) -> None:
    row = exposure(built, "LOT")
    # u1, u3 (moved there), u5 (scrapped), u7 (older number of the part), u9 (lot of a duplicate);
    # u2 and u6 had theirs taken out, u4 gets it tomorrow, u8 has that lot of a door
    assert units(row) == [5, 4, 0, 0, 1, 0, 2]
    assert row["units_in_other_issues"] == 0


def test_duplicates_stand_under_their_original(built) -> None:
    shown = built.execute("select issue_id from marts.recall_exposure order by 1").fetchall()
    assert [name for (name,) in shown] == [
        "CALIBRATION", "DESIGN", "EMPTY_BATCH", "LOT", "NO_BATCH", "ORPHAN", "RING_A",
    ]  # fmt: skip
    row = exposure(built, "LOT")
    assert row["duplicates"] == 2
    # the first duplicate that says: 100 EUR at the rate of its day, not 999 of the next
    assert row["recall_cost_per_unit_amount"] == 800
    assert row["recall_cost_amount"] == 3200
    assert row["recall_cost_low_amount"] == 2240
    assert row["containment_amount"] == 60
    # claims of an avoided loss are not added up either: 50 EUR, without the next 70
    assert row["claimed_avoided_amount"] == 400


def test_without_a_batch_nobody_knows_and_an_empty_batch_costs_nothing(built) -> None:
    row = exposure(built, "NO_BATCH")
    assert units(row) == [None] * 7
    assert (row["recall_cost_amount"], row["net_avoided_amount"]) == (None, None)
    assert row["containment_amount"] == 0
    assert row["evidence_grade"] is None
    row = exposure(built, "EMPTY_BATCH")
    assert units(row) == [0] * 7
    assert (row["recall_cost_amount"], row["net_avoided_amount"]) == (0, 0)


@pytest.mark.parametrize(
    ("issue_id", "stage", "days"),
    [
        # found within three weeks, fixed within two, verified after thirty days
        ("CALIBRATION", "closed", [21, 10, 14, 30, 24, 54]),
        # verified only after the as-of date
        ("DESIGN", "fixed", [45, 17, 58, None, 75, None]),
        # a duplicate came after the verification: the loop is open again
        ("LOT", "repeated", [None, 4, 15, 9, 19, 28]),
        ("LOT_AGAIN", "duplicate", [None] * 6),
        ("NO_BATCH", "submitted", [None] * 6),
        ("ORPHAN", "duplicate", [None, 1, None, None, None, None]),
    ],
)
def test_days_of_the_loop(built, issue_id: str, stage: str, days: list) -> None:
    row = loop(built, issue_id)
    names = ["to_submit", "to_accept", "to_fix", "to_verify", "submitted_to_fix"]
    assert [*(row[f"days_{name}"] for name in names), row["cycle_days"]] == days
    assert row["loop_stage"] == stage


def test_effective_is_what_was_accepted_and_is_no_duplicate(built) -> None:
    effective = built.execute(
        "select issue_id from marts.quality_loop where is_effective_feedback order by 1"
    ).fetchall()
    assert effective == [("CALIBRATION",), ("DESIGN",), ("LOT",)]
    ring = built.execute(
        "select issue_id, original_issue_id, is_duplicate from marts.quality_loop"
        " where issue_id like 'RING%' order by 1"
    ).fetchall()
    # a circle ends at its smallest key
    assert ring == [("RING_A", "RING_A", False), ("RING_B", "RING_A", True)]


def test_the_quarter_counts_each_fault_once(built) -> None:
    first, second = records(
        built,
        "select * from marts.quality_loop_quarterly where product_line = 'cars'"
        " order by quarter_start",
    )
    assert first["quarter_start"] == date(2026, 1, 1)
    assert [first[name] for name in ("issues_reported", "duplicates", "issues_submitted")] == [
        8, 2, 6,
    ]  # fmt: skip
    assert first["effective_feedback"] == 3
    assert first["effective_feedback_share"] == 0.5
    # Wilson's interval of 3 of 6, by scipy.stats.binomtest(3, 6).proportion_ci(method="wilson")
    assert first["lower_95"] == pytest.approx(0.18761, abs=1e-5)
    assert first["upper_95"] == pytest.approx(0.81239, abs=1e-5)
    assert first["has_low_n"] is True
    # the loop that was reopened is not closed
    assert (first["issues_accepted"], first["fixes_released"], first["loops_closed"]) == (3, 3, 1)
    assert first["median_days_to_accept"] == 10
    assert first["median_days_to_fix"] == 15
    assert first["median_days_submitted_to_fix"] == 24
    assert first["median_cycle_days"] == first["p90_cycle_days"] == 54
    assert first["median_days_to_submit"] == 33
    assert first["p90_days_to_submit"] == pytest.approx(21 + 0.9 * 24)
    # two duplicates and nothing else
    assert (second["issues_reported"], second["issues_submitted"]) == (2, 0)
    assert second["effective_feedback_share"] is None
    assert second["lower_95"] is None


def test_what_the_workshop_reports_can_be_worked_with(built) -> None:
    row, _ = records(
        built,
        "select * from marts.quality_loop_quarterly where product_line = 'all'"
        " order by quarter_start",
    )
    names = ["failure_reports", "reports_with_part", "reports_with_failure_mode",
             "reports_with_condition", "reports_with_unit", "complete_reports",
             "reports_feeding_issue"]  # fmt: skip
    # a denied claim is a report, recalls and other brands' failures are none; `Other` says nothing
    assert [row[name] for name in names] == [4, 3, 3, 4, 3, 2, 2]
    assert row["complete_report_share"] == row["feeding_report_share"] == 0.5


def test_issues_alone_have_no_units(tmp_path) -> None:
    tables = {"quality.issues": TABLES["quality.issues"][:2]}
    built = build_tables(tmp_path, tables, as_of=AS_OF, select=SELECT)
    row = exposure(built, "DESIGN")
    assert units(row) == [None] * 7
    assert row["containment_amount"] is None
    assert row["recall_cost_per_unit_amount"] == Decimal(15000)
    (quarter, _) = records(
        built, "select * from marts.quality_loop_quarterly where product_line = 'all' order by 2"
    )
    assert quarter["effective_feedback_share"] == 1
    assert quarter["failure_reports"] is None
    assert quarter["feeding_report_share"] is None
