"""Golden cases G05, G06: what raises an alarm, as known on each day, and what its cases share."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from commonality_rows import TABLES
from early_warning_rows import ASSUMPTIONS, FLEETS, SCENARIOS, day
from harness import build_raw, records, write_raw
from scipy.stats import fisher_exact, poisson

AS_OF = "2027-01-31"
# before, on and after the days on which alarms are raised
REPLAYED = (8, 9, 25, 29, 30)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = {
        **TABLES,
        "warranty.products": [*TABLES["warranty.products"], *[row for row, _ in FLEETS.values()]],
        "warranty.units": [
            *TABLES["warranty.units"],
            *[row for _, units in FLEETS.values() for row in units],
        ],
        "warranty.claims": [
            *TABLES["warranty.claims"],
            *[row for rows in SCENARIOS.values() for row in rows],
        ],
        "planning.assumptions": ASSUMPTIONS,
    }
    return write_raw(tmp_path_factory.mktemp("early_warning") / "raw", tables)


@pytest.fixture(scope="module")
def alarms(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("alarms")
    return build_raw(raw, folder, as_of=AS_OF, select=["+issue_commonality"])


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
    ("product_id", "known"),
    [("late", 40), ("raised", 30), ("again", 50), ("recoded", 60), ("live", 30)],
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


def test_an_alarm_tells_the_units_that_no_earlier_one_held(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    """A claim that is sent again raises the alarm again, with no new unit."""
    first, second = clusters(alarms, "resent")
    assert (first["first_alarm_on"], second["first_alarm_on"]) == (
        date.fromisoformat(day(9)), date.fromisoformat(day(60)),
    )  # fmt: skip
    assert (first["distinct_units"], first["new_units"]) == (5, 5)
    # the sixth was not among the units of the first day, but the alarm held it on its second
    assert (second["distinct_units"], second["new_units"]) == (6, 0)
    assert [row["new_units"] for row in clusters(alarms, "waves")] == [5, 5]


def test_claims_dated_before_service_are_within_the_days_looked_at(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    [row] = clusters(alarms, "before")
    assert (row["distinct_units"], row["scan_units"], row["scan_days"]) == (5, 5, 21)
    assert row["scan_probability"] is None


def test_probability_of_five_where_one_is_expected(alarms: duckdb.DuckDBPyConnection) -> None:
    """Oracle 11: five reports in 105 days of twenty units make one in 21 days."""
    [row] = clusters(alarms, "mean1")
    assert (row["distinct_units"], row["expected_events"]) == (5, pytest.approx(1, abs=1e-12))
    assert f"{row['probability']:.7f}" == "0.0036598"


@pytest.mark.parametrize(
    ("product_id", "days", "printed"),
    [("scan12", 84, "0.015625"), ("scan26", 182, "0.00080445"), ("scan52", 364, "0.00005283")],
)
def test_scan_of_five_events_within_three_weeks(
    alarms: duckdb.DuckDBPyConnection, product_id: str, days: int, printed: str
) -> None:
    """Oracle 13: n w^(n-1) - (n-1) w^n, over at most a year."""
    [row] = clusters(alarms, product_id)
    assert (row["scan_units"], row["scan_days"]) == (5, days)
    assert f"{row['scan_probability']:.{len(printed) - 2}f}" == printed


def test_a_window_longer_than_half_of_the_days_has_no_scan(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    [row] = clusters(alarms, "young")
    assert (row["scan_days"], row["scan_probability"]) == (35, None)


def test_the_statistical_alarm_comes_when_the_tail_falls_below_its_limit(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    """Four reports in the 77 days before February, then one a day in March."""
    [row] = records(
        alarms,
        "select * from marts.emerging_issues where product_id = 'surge' and rule = 'statistical'",
    )
    expected = 21 * 4 / 77
    assert row["expected_events"] == pytest.approx(expected, rel=1e-12)
    # a budget of 2 a year, half of it for the tail
    limit = 1 / (365 * strata(alarms))
    needed = next(n for n in range(3, 20) if poisson.sf(n - 1, expected) < limit)
    assert 6 <= needed <= 9
    assert row["first_alarm_on"] == date.fromisoformat(day(needed))
    assert row["distinct_units"] == needed
    assert row["probability"] == pytest.approx(poisson.sf(needed - 1, expected), rel=1e-10)
    assert row["window_start"] == row["first_alarm_on"] - timedelta(days=20)
    assert row["evidence_grade"] == "modelled"


def strata(alarms: duckdb.DuckDBPyConnection) -> int:
    """Products in the field times modes reported before March 2026, and one more."""
    return alarms.execute(
        "select strata from intermediate.int_months_learned where month_start = '2026-03-01'"
    ).fetchone()[0]


def test_every_probability_is_the_poisson_tail(alarms: duckdb.DuckDBPyConnection) -> None:
    rows = records(alarms, "select * from marts.emerging_issues where probability is not null")
    assert len(rows) >= 3
    for row in rows:
        tail = poisson.sf(row["distinct_units"] - 1, row["expected_events"])
        assert row["probability"] == pytest.approx(tail, rel=1e-10)


@pytest.mark.parametrize("offset", REPLAYED)
def test_replaying_the_raw_folder_raises_the_same_alarms(
    raw: Path, alarms: duckdb.DuckDBPyConnection, tmp_path: Path, offset: int
) -> None:
    """No hindsight: as of a day, exactly the alarms that the full build dates up to it."""
    same_alarms(raw, alarms, tmp_path, offset)


@pytest.mark.soak
@pytest.mark.parametrize("offset", [n for n in range(5, 62) if n not in REPLAYED])
def test_replaying_every_day_raises_the_same_alarms(
    raw: Path, alarms: duckdb.DuckDBPyConnection, tmp_path: Path, offset: int
) -> None:
    same_alarms(raw, alarms, tmp_path, offset)


def same_alarms(raw: Path, alarms: duckdb.DuckDBPyConnection, folder: Path, offset: int) -> None:
    query = (
        "select alarm_id, window_start, distinct_units, unit_ids, expected_events, probability,"
        " cusum, scan_units, scan_probability from marts.emerging_issues"
        f" where first_alarm_on <= '{day(offset)}' order by alarm_id"
    )
    with build_raw(raw, folder, as_of=day(offset), select=["+emerging_issues"]) as replayed:
        then = replayed.execute(query).fetchall()
    now = alarms.execute(query).fetchall()
    assert [row[:4] for row in then] == [row[:4] for row in now]
    for before, after in zip(then, now, strict=True):
        for first, second in zip(before[4:], after[4:], strict=True):
            assert first == (second if second is None else pytest.approx(second, rel=1e-12))
    assert then or offset < 9


def shared(alarms: duckdb.DuckDBPyConnection, product_id: str) -> dict[str, dict[str, object]]:
    rows = records(
        alarms,
        "select * from marts.issue_commonality where rule = 'cluster'"
        f" and product_id = '{product_id}' order by rank_in_alarm",
    )
    return {f"{row['attribute']} {row['attribute_value']}": row for row in rows}


def test_the_five_cars_share_four_attributes(alarms: duckdb.DuckDBPyConnection) -> None:
    """G06: case share 1.0 on all four, ranked by lift against the fifty cars at risk."""
    rows = shared(alarms, "g06")
    figures = {name: (row["cases_with"], row["population_with"]) for name, row in rows.items()}
    assert list(figures.items()) == [
        ("production_batch B", (5, 8)), ("build_month 2020-11-01", (5, 10)),
        # 5 of 25 unit-days, of 45 cars that did not fail: 9, and the cases
        ("temperature_band below -10", (5, 14)), ("software_version bms V10.2", (5, 20)),
    ]  # fmt: skip
    for rank, row in enumerate(rows.values(), start=1):
        assert (row["case_share"], row["is_shared"], row["rank_in_alarm"]) == (1, True, rank)
        assert (row["cases"], row["population"], row["rank_among_shared"]) == (5, 50, rank)
        assert row["lift"] == pytest.approx(50 / row["population_with"])
    assert rows["temperature_band below -10"]["evidence_grade"] == "modelled"


def test_lot_and_software_are_those_at_failure(alarms: duckdb.DuckDBPyConnection) -> None:
    """Traps 17 and 18: what the repair changed is not what failed."""
    rows = shared(alarms, "lots")
    lot = rows["component_lot bms L1"]
    # of the others two bear it on the day; the car that gave it up in 2025 does not
    assert (lot["cases_with"], lot["population_with"], lot["population"]) == (5, 7, 40)
    assert "component_lot bms L2" not in rows
    old = rows["software_version bms V1"]
    assert (old["cases_with"], old["population_with"], old["population"]) == (5, 30, 40)
    assert "software_version bms V2" not in rows
    supplier = rows["supplier bms S1"]
    assert (supplier["lift"], supplier["p_value"]) == (1, pytest.approx(1, rel=1e-12))


def test_probabilities_are_fishers_and_benjamini_hochbergs(
    alarms: duckdb.DuckDBPyConnection,
) -> None:
    rows = records(alarms, "select * from marts.issue_commonality where p_value is not null")
    assert len(rows) > 20
    alarm_rows: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        a, k, m, n = (
            int(row[name]) for name in ("cases_with", "cases", "population_with", "population")
        )
        exact = fisher_exact([[a, k - a], [m - a, n - m - k + a]], alternative="greater").pvalue
        assert row["p_value"] == pytest.approx(exact, rel=1e-9)
        alarm_rows.setdefault(row["alarm_id"], []).append(row)
    for listed in alarm_rows.values():
        listed.sort(key=lambda row: row["rank_in_alarm"])
        smallest = 1.0
        for place, row in reversed(list(enumerate(listed, start=1))):
            smallest = min(smallest, row["p_value"] * row["values_tested"] / place)
            assert row["q_value"] == pytest.approx(smallest, rel=1e-12)
