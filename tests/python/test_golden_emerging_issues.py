"""Golden case G05: five cars of one failure within three weeks, as known on each day."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from early_warning_rows import day, failure, fleet
from harness import build_tables, records

SCENARIOS = {
    # five units, the fifth failing on day 20 after the first: the last is known on day 25
    "day20": [failure("day20", n, 5 * n) for n in range(5)],
    # half-open: the fifth on day 21 is in no window of 21 days
    "day21": [failure("day21", n, (0, 5, 10, 15, 21)[n]) for n in range(5)],
    "four": [failure("four", n, n) for n in range(4)],
    # five claims on four units
    "twice": [
        *[failure("twice", n, n) for n in range(4)],
        failure("twice", 3, 6, claim_id="twice-again"),
    ],
    "modes": [failure("modes", n, n, failure_mode=f"MODE_{n % 2}") for n in range(8)],
    "recall": [
        failure("recall", n, n, claim_type="recall" if n == 4 else "base") for n in range(5)
    ],
    # the fourth failure is submitted late: the alarm waits for it, though the fifth is known
    "late": [failure("late", n, n, 40 if n == 3 else None) for n in range(5)],
    # denied on the day before the fifth becomes known: never five at a time
    "denied": [
        *[failure("denied", n, n) for n in range(1, 4)],
        failure("denied", 4, 4, 30),
        failure("denied", 0, 0, status="denied", decided_on=day(29)),
    ],
    # denied on the day after: the alarm stands as it was raised
    "raised": [
        *[failure("raised", n, n) for n in range(1, 4)],
        failure("raised", 4, 4, 30),
        failure("raised", 0, 0, status="denied", decided_on=day(31)),
    ],
    # a denial ends what is known on its very day
    "same": [
        *[failure("same", n, n) for n in range(1, 4)],
        failure("same", 4, 4, 30),
        failure("same", 0, 0, status="denied", decided_on=day(30)),
    ],
    # denied and sent again: known from the second submission on, as one unit
    "again": [
        *[failure("again", n, n) for n in range(1, 5)],
        failure("again", 0, 0, status="denied", decided_on=day(7)),
        failure("again", 0, 0, 50, claim_version=2),
    ],
    # the second version gives the fifth claim its failure mode
    "recoded": [
        *[failure("recoded", n, n) for n in range(4)],
        failure("recoded", 4, 4, failure_mode="OTHER"),
        failure("recoded", 4, 4, 60, claim_version=2),
    ],
    # the second version takes it away before the fifth is known
    "taken": [
        *[failure("taken", n, n) for n in range(4)],
        failure("taken", 4, 4, 60),
        failure("taken", 0, 0, 59, claim_version=2, failure_mode="OTHER"),
    ],
    "foreign": [failure("foreign", n, n) for n in range(5)],
    # fifteen failures, known within 21 days of each other: one alarm; then a pause of 21: a second
    "waves": [failure("waves", n, n if n < 10 else 60 + n) for n in range(15)],
    "unplaced": [failure("unplaced", n, n, unit_id="") for n in range(5)],
    "future": [failure("future", n, n, 400 if n == 4 else None) for n in range(5)],
}
FLEETS = {name: fleet(name, 20, own=name != "foreign") for name in SCENARIOS}


@pytest.fixture(scope="module")
def alarms(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    claims = [row for rows in SCENARIOS.values() for row in rows]
    tables = {
        "warranty.products": [row for row, _ in FLEETS.values()],
        "warranty.units": [row for _, units in FLEETS.values() for row in units],
        "warranty.claims": claims,
    }
    folder = tmp_path_factory.mktemp("clusters")
    return build_tables(folder, tables, as_of="2027-01-31", select=["+emerging_issues"])


def clusters(alarms: duckdb.DuckDBPyConnection, product_id: str) -> list[dict[str, object]]:
    return records(
        alarms,
        "select * from marts.emerging_issues"
        f" where product_id = '{product_id}' and rule = 'cluster' order by first_alarm_on",
    )


def test_five_units_within_twenty_one_days_raise_one_alarm(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    [row] = clusters(alarms, "day20")
    assert row["first_alarm_on"] == date.fromisoformat(day(25))
    assert row["window_start"] == date.fromisoformat(day(0))
    assert row["distinct_units"] == 5
    assert row["unit_ids"] == "day20-0, day20-1, day20-2, day20-3, day20-4"
    assert row["alarm_id"] == "day20/RANGE_LOSS/cluster/2026-03-26"
    assert row["product_line"] == "line-day20"


@pytest.mark.parametrize(
    "product_id",
    ["day21", "four", "twice", "modes", "recall", "denied", "same", "taken", "foreign",
     "unplaced", "future"],
)  # fmt: skip
def test_no_alarm(alarms: duckdb.DuckDBPyConnection, product_id: str) -> None:
    assert clusters(alarms, product_id) == []


@pytest.mark.parametrize(
    ("product_id", "known"), [("late", 40), ("raised", 30), ("again", 50), ("recoded", 60)]
)
def test_the_alarm_comes_on_the_day_on_which_the_last_needed_claim_became_known(
    alarms: duckdb.DuckDBPyConnection, product_id: str, known: int
) -> None:
    [row] = clusters(alarms, product_id)
    assert row["first_alarm_on"] == date.fromisoformat(day(known))
    assert row["distinct_units"] == 5
    assert row["window_start"] == date.fromisoformat(day(0))


def test_alarms_within_twenty_one_days_of_the_last_are_one(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    first, second = clusters(alarms, "waves")
    assert (first["first_alarm_on"], first["last_alarm_on"]) == (
        date.fromisoformat(day(9)), date.fromisoformat(day(14)),
    )  # fmt: skip
    assert first["unit_ids"] == "waves-0, waves-1, waves-2, waves-3, waves-4"
    assert second["first_alarm_on"] == date.fromisoformat(day(79))
    assert second["distinct_units"] == 5
