"""Failures by age from raw rows: published figures, exposure, censoring, warranties that end."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from failure_age_rows import (
    AS_OF,
    LIMIT_MONTHS,
    MONTHLY_HAZARD,
    NIST,
    Company,
    growing_sales,
    limited_warranty,
    months_before,
    published,
)
from harness import build_tables, records
from scipy.stats import chi2

YEAR_AGO = months_before(12)


def exposures(company: Company) -> None:
    """Units that leave the field or were never in it; all fail on the last day asked about."""
    for name, free in (("few", 40), ("many", 1040)):
        company.lives(name, [2, 2, 6], free - 3, 12)
    company.model("leaving")
    for status in ("scrapped", "returned", "exported"):
        (gone,) = company.units(
            "leaving", 1, YEAR_AGO, status=status, status_on=str(months_before(6))
        )
        company.fail(gone, months_before(7), failure_mode="while in the field")
        company.fail(gone, months_before(6), failure_mode="on the day it left")
    company.units("leaving", 7, YEAR_AGO)
    company.tables["warranty.units"] += [
        {"unit_id": "in stock", "product_id": "leaving", "status": "stock"},
        {"unit_id": "on the way", "product_id": "leaving", "status": "in_transit"},
    ]
    (taken_back,) = company.units("leaving", 1, YEAR_AGO)
    company.tables["crm.sales"].append({
        "sale_id": "s", "order_id": "s", "customer_id": "c", "product_id": "leaving",
        "unit_id": taken_back, "ordered_on": str(YEAR_AGO), "delivered_on": str(YEAR_AGO),
        "quantity": 1, "net_amount": 1, "currency": "CNY",
    })  # fmt: skip
    company.tables["crm.sale_adjustments"].append({
        "adjustment_id": "a", "sale_id": "s", "adjustment_type": "return",
        "adjusted_on": str(months_before(6)), "amount": 1, "currency": "CNY",
    })  # fmt: skip


def coverages(company: Company) -> None:
    """One unit each whose warranty ends in another way, all sixty months in service."""
    first = months_before(60)
    last_of = {months: months_before(60 - months).replace() for months in (12, 24, 36, 48)}

    def one(model: str, *spans: tuple, **columns: object) -> str:
        company.model(model, usage_unit="km")
        (unit_id,) = company.units(model, 1, first, **columns)
        for kind, starts, ends, *limit in spans:
            begins = first if starts == 0 else last_of[starts]
            company.cover(
                unit_id, kind, begins, date.fromordinal(last_of[ends].toordinal() - 1), *limit
            )
        return unit_id  # fmt: skip

    one("by time", ("base", 0, 36))
    one("extended", ("base", 0, 36), ("extended", 36, 48))
    one("gap", ("base", 0, 24), ("extended", 36, 48))
    one("other kinds", ("recall", 0, 12), ("goodwill", 0, 12))
    by_usage = one("by usage", ("base", 0, 36, 60_000))
    # 365 days to 30,000 km: the limit is reached on day 730, two years after 2021-09-01
    company.fail(by_usage, date(2022, 9, 1), usage_at_failure=30_000)
    (early,) = company.units("by usage", 1, first)
    company.cover(early, "base", first, date(2024, 8, 31), 60_000)
    # a reading of the first days is none, so this unit takes the pace of the other one
    company.fail(early, date(2021, 9, 11), usage_at_failure=9_000)
    driven = one("both", ("base", 0, 24), ("powertrain", 0, 48))
    company.fail(driven, months_before(30), claim_type="powertrain", failure_mode="gear")
    company.fail(driven, months_before(50), failure_mode="seat")
    company.fail(driven, months_before(20), failure_mode="seat")
    company.fail(driven, months_before(50), claim_type="recall", failure_mode="seat")
    company.fail(driven, months_before(50), status="denied", failure_mode="seat")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    company = Company()
    for add in (published, exposures, coverages, growing_sales, limited_warranty):
        add(company)
    company.tables["warranty.products"].append(
        {"product_id": "foreign", "product_name": "f", "product_line": "f", "is_own_brand": False}
    )
    company.units("foreign", 5, YEAR_AGO)
    return build_tables(
        tmp_path_factory.mktemp("ages"),
        company.tables,
        as_of=str(AS_OF),
        select=["+failure_rate_by_age", "+life_distributions"],
    )


def ages(
    built: duckdb.DuckDBPyConnection, model: str, mode: str = "all"
) -> dict[int, dict[str, object]]:
    rows = records(
        built,
        "select * from marts.failure_rate_by_age"
        f" where model = '{model}' and failure_mode = '{mode}' order by months_in_service",
    )
    return {row["months_in_service"]: row for row in rows}


def columns(rows: dict[int, dict[str, object]], name: str) -> list[object]:
    return [row[name] for row in rows.values()]


def test_nevada_chart(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 4, ReliaSoft's warranty analysis: failures by age and Kaplan-Meier."""
    rows = ages(built, "nevada")
    assert columns(rows, "events") == [0, 9, 7, 5]
    assert columns(rows, "units_at_risk") == [390, 390, 235, 94]
    assert columns(rows, "cohort_units") == [390, 390, 240, 100]
    survival = [round(value, 8) for value in columns(rows, "survival")]
    assert survival == [1, 0.97692308, 0.94782324, 0.89740711]
    assert rows[3]["r1000"] == pytest.approx(1000 * 11 / 100)
    assert ages(built, "nevada", "worn") == {
        month: {**row, "failure_mode": "worn"} for month, row in rows.items()
    }


def test_survival_of_the_censored_sample(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 6, Kaplan-Meier of NIST's ten failures and ten units censored at 500."""
    rows = ages(built, "nist")
    assert sorted(rows) == list(range(501))
    steps = [round(rows[age]["survival"], 10) for age in NIST]
    assert steps == [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5]
    assert rows[NIST[0] - 1]["survival"] == 1
    assert rows[500]["survival"] == pytest.approx(0.5)


def test_rare_events_have_exact_limits(built: duckdb.DuckDBPyConnection) -> None:
    """Oracles 11 and 12: five events, and none, among a thousand units."""
    five, none = ages(built, "five")[12], ages(built, "none")[12]
    assert [round(five[name], 4) for name in ("r1000", "lower_95", "upper_95")] == [
        5, 1.6235, 11.6683,
    ]  # fmt: skip
    assert five["zero_events_upper_95"] is None
    assert five["has_low_n"] is False
    assert (none["r1000"], none["lower_95"]) == (0, 0)
    assert round(none["upper_95"], 4) == 3.6889
    assert round(none["zero_events_upper_95"], 4) == 2.9957
    assert none["has_low_n"] is True


def test_claim_free_units_lower_the_rate_and_not_the_count(
    built: duckdb.DuckDBPyConnection,
) -> None:
    """Trap 5."""
    few, many = ages(built, "few"), ages(built, "many")
    assert columns(few, "events") == columns(many, "events")
    assert few[12]["r1000"] == pytest.approx(75)
    assert many[12]["r1000"] == pytest.approx(3000 / 1040)


def test_units_leave_with_the_field(built: duckdb.DuckDBPyConnection) -> None:
    """Undelivered units never enter; scrapped, returned and exported ones leave on their day."""
    rows = ages(built, "leaving")
    assert columns(rows, "cohort_units") == [11] * 6 + [7] * 7
    assert columns(rows, "cohort_events") == [0] * 5 + [3] + [0] * 7
    assert columns(rows, "units_at_risk") == [11] * 6 + [7] * 7
    assert set(columns(ages(built, "leaving", "on the day it left"), "events")) == {0}
    assert ages(built, "foreign") == {}


@pytest.mark.parametrize(
    ("model", "last"),
    [("by time", 35), ("extended", 47), ("gap", 23), ("other kinds", 60), ("both", 23)],
)
def test_units_leave_with_their_warranty(
    model: str, last: int, built: duckdb.DuckDBPyConnection
) -> None:
    rows = ages(built, model)
    assert (max(rows), rows[last]["cohort_units"]) == (last, 1)
    assert rows[0]["evidence_grade"] == "measured"


def test_usage_ends_a_warranty_too(built: duckdb.DuckDBPyConnection) -> None:
    rows = ages(built, "by usage")
    # both units on the last day of 60,000 km, 2023-09-01, which completes the 24th month
    assert columns(rows, "cohort_units") == [2] * 25
    assert rows[0]["evidence_grade"] == "modelled"


def test_a_mode_is_observed_under_the_coverage_that_pays_for_it(
    built: duckdb.DuckDBPyConnection,
) -> None:
    gear, seat = ages(built, "both", "gear"), ages(built, "both", "seat")
    assert {name: max(rows) for name, rows in (("gear", gear), ("seat", seat))} == {
        "gear": 47, "seat": 23,
    }  # fmt: skip
    assert (gear[0]["coverage_scope"], seat[0]["coverage_scope"]) == ("powertrain", "general")
    assert [age for age, row in gear.items() if row["events"]] == [30]
    # recalled, denied, and claimed after the base coverage: none of them is a failure at risk
    assert [(age, row["events"]) for age, row in seat.items() if row["events"]] == [(10, 1)]


def naive_r1000(built: duckdb.DuckDBPyConnection, months: int) -> float:
    """Failures within so many months over all units sold, whatever their age."""
    ((value,),) = built.execute(
        "select 1000 * (select sum(events) from marts.failure_rate_by_age where model = 'growing'"
        " and failure_mode = 'all' and months_in_service < ?)"
        " / (select count(*) from core.dim_units where product_id = 'growing')",
        [months],
    ).fetchall()
    return value


def test_growing_sales_do_not_hide_the_rate(built: duckdb.DuckDBPyConnection) -> None:
    """Trap 6: the age curve recovers a constant hazard, failures over units sold do not."""
    rows = ages(built, "growing")
    for months in (12, 24, 36):
        row, truth = rows[months - 1], 1000 * MONTHLY_HAZARD * months
        assert row["lower_95"] <= truth <= row["upper_95"]
        assert naive_r1000(built, months) < row["lower_95"]


def test_the_hazard_does_not_end_with_the_warranty(built: duckdb.DuckDBPyConnection) -> None:
    """Trap 7: 36 months or 60,000 km; the last year of coverage fails like the first."""
    rows = ages(built, "limited")
    assert max(rows) == LIMIT_MONTHS - 1
    for years in (range(12), range(12, 24), range(24, 36)):
        events = sum(rows[month]["events"] for month in years)
        exposure = sum(rows[month]["unit_months"] for month in years)
        lower = chi2.ppf(0.025, 2 * events) / 2 / exposure
        upper = chi2.ppf(0.975, 2 * events + 2) / 2 / exposure
        assert lower <= MONTHLY_HAZARD <= upper
