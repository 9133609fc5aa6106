"""Failures by age from raw rows: published figures, exposure, censoring, warranties that end."""

from __future__ import annotations

import math

import duckdb
import pytest
from failure_age_rows import (
    AS_OF,
    LIMIT_MONTHS,
    MONTHLY_HAZARD,
    NIST,
    YEAR_AGO,
    Company,
    coverages,
    exposures,
    growing_sales,
    limited_warranty,
    published,
)
from harness import PROJECT_DIR, build_tables, records
from scipy.stats import CensoredData, chi2, ecdf, weibull_min


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
    # one claim calls its mode `all`: it is nobody's mode, and breaks no key
    assert sum(columns(ages(built, "leaving", "unknown"), "events")) == 1


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
    """Failures of the first so many months over all units sold, whatever their age."""
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
    told = []
    for months in (12, 24, 36):
        row, truth = rows[months - 1], 1000 * MONTHLY_HAZARD * months
        naive = naive_r1000(built, months)
        assert row["lower_95"] <= truth <= row["upper_95"]
        assert naive < row["lower_95"]
        figures = (truth, row["r1000"], row["lower_95"], row["upper_95"], naive)
        told.append(f"| {months} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")
    # the page shows these figures and no others; print them where it must be brought up to date
    page = (PROJECT_DIR / "docs" / "reliability.md").read_text("utf-8")
    assert [line for line in page.splitlines() if line[:3] in ("| 1", "| 2", "| 3")] == told


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


def lives(built: duckdb.DuckDBPyConnection, model: str, convention: str) -> dict[str, object]:
    query = "select * from marts.life_distributions where model = ? and convention = ?"
    (row,) = built.execute(query, [model, convention]).fetchdf().to_dict("records")
    return row


def rounded(row: dict[str, object], **digits: int) -> dict[str, float]:
    return {name: round(row[name], places) for name, places in digits.items()}


def test_weibull_of_the_nevada_chart(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 4, ReliaSoft's warranty analysis: exact times, and months as intervals."""
    exact, interval = (lives(built, "nevada", name) for name in ("exact", "interval"))
    assert (exact["failures"], exact["suspensions"], exact["has_low_n"]) == (21, 369, False)
    assert rounded(exact, weibull_shape=4, weibull_scale=4) == {
        "weibull_shape": 2.4928, "weibull_scale": 6.6951,
    }  # fmt: skip
    assert rounded(interval, weibull_shape=4, weibull_scale=3) == {
        "weibull_shape": 1.3937, "weibull_scale": 15.351,
    }  # fmt: skip
    assert built.execute(
        "select failures, suspensions from intermediate.int_life_ages_counted"
        " where model = 'nevada' order by age"
    ).fetchall() == [(9, 146), (7, 134), (5, 89)]


def test_weibull_of_the_censored_sample(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 5, NIST 8.4.1.3; it prints the scale 606.5280, its maximum lies at 606.5276."""
    row = lives(built, "nist", "exact")
    assert rounded(row, weibull_shape=4, weibull_scale=3, log_likelihood=3, mttf=3) == {
        "weibull_shape": 1.7208, "weibull_scale": 606.528, "log_likelihood": -75.135,
        "mttf": 540.737,
    }  # fmt: skip
    assert (row["failures"], row["suspensions"], row["has_low_n"]) == (10, 10, True)


def test_exponential_mean_is_time_lived_over_failures(built: duckdb.DuckDBPyConnection) -> None:
    """Oracle 7, Meeker and Escobar: 1191 / 6."""
    assert lives(built, "exponential", "exact")["exponential_mean"] == 198.5


def test_few_failures_are_not_fitted(built: duckdb.DuckDBPyConnection) -> None:
    row = lives(built, "by usage", "exact")
    assert (row["failures"], row["fit_status"]) == (2, "too_few_failures")
    assert math.isnan(row["weibull_shape"])


def test_scipy_agrees_on_simulated_units(built: duckdb.DuckDBPyConnection) -> None:
    """A second opinion: `weibull_min.fit` and `ecdf` on the same units, one by one."""
    failed, alive = (
        [age for (age,) in built.execute(query).fetchall()]
        for query in (
            "select months_in_service from intermediate.int_failures_aged"
            " where model = 'growing' and failure_mode = 'all' and is_first_failure",
            "select months_observed from intermediate.int_units_observed as units"
            " where model = 'growing' and coverage_scope = 'general' and not exists ("
            " select 1 from intermediate.int_failures_aged as failures"
            " where failures.unit_id = units.unit_id)",
        )
    )
    curve = ecdf(CensoredData(uncensored=failed, right=alive)).sf
    rows = ages(built, "growing")
    for age, survival in zip(curve.quantiles, curve.probabilities, strict=True):
        assert rows[int(age)]["survival"] == pytest.approx(survival, abs=1e-12)
    sample = CensoredData(
        uncensored=[age or 0.5 for age in failed], right=[age for age in alive if age]
    )
    shape, _, scale = weibull_min.fit(sample, floc=0)
    fitted = lives(built, "growing", "exact")
    assert fitted["weibull_shape"] == pytest.approx(shape, rel=1e-4)
    assert fitted["weibull_scale"] == pytest.approx(scale, rel=1e-4)
    within = CensoredData(
        interval=[(max(age - 1, 0), max(age, 1)) for age in failed],
        right=[age for age in alive if age],
    )
    shape, _, scale = weibull_min.fit(within, floc=0)
    fitted = lives(built, "growing", "interval")
    assert fitted["weibull_shape"] == pytest.approx(shape, rel=1e-4)
    assert fitted["weibull_scale"] == pytest.approx(scale, rel=1e-3)
